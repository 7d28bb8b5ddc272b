import { SHOWN, type SessionsView } from './update';
import type { MessagingSessions } from '../emulator';

/** How many recipients of a message to name. */
const NAMED = 3;

/** Sessions as the page shows them. */
export function sessionsView({ open, systemMessages }: MessagingSessions): SessionsView {
  return {
    open: open.slice(-SHOWN),
    openCount: open.length,
    systemMessages: systemMessages.slice(-SHOWN).map(({ recipients, ...message }) => ({
      ...message,
      recipients: recipients.slice(0, NAMED),
      recipientCount: recipients.length,
    })),
  };
}
