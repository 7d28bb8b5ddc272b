/** The inspector's views other than messages, and their accessibility. */
import { assertAccessible, assertFitsNarrow } from './accessibility';
import type { Visit } from './visit';
import type { Checklist } from '../harness/checklist';

export async function checkSessions(list: Checklist, { page, chat }: Visit): Promise<void> {
  list.step('members, sessions and system messages');
  const sessions = page.getByRole('region', { name: 'Sessions' });
  const systemMessages = page.getByRole('region', { name: 'System messages' });
  await list.check(
    'the members of a channel are shown on demand, with the keyboard, and stay open',
    async () => {
      const lobby = page.getByRole('navigation').getByRole('row', { name: 'Lobby' });
      await lobby.locator('summary').focus();
      await page.keyboard.press('Enter');
      await lobby.getByRole('listitem').filter({ hasText: 'Alice moderator' }).waitFor();
      await chat.join('bob', 'HIDDEN');
      await lobby.getByRole('listitem').filter({ hasText: 'Bob hidden' }).waitFor();
      await page.waitForFunction("document.activeElement.closest('details')?.open");
    },
  );
  await list.check('a session is there while it is open, with what it was told', async () => {
    await systemMessages.getByText('No session has received a system message.').waitFor();
    const session = await chat.connect('alice');
    await sessions.getByRole('listitem').filter({ hasText: 'Alice' }).waitFor();
    await chat.join('carol', 'DEFAULT');
    await systemMessages
      .getByRole('listitem')
      .filter({ hasText: 'CREATE_CHANNEL_MEMBERSHIP' })
      .filter({ hasText: 'Lobby, to Alice' })
      .waitFor();
    session.destroy();
    await sessions.getByText('Nobody is connected.').waitFor();
  });
}

export async function checkAccessibility(list: Checklist, visit: Visit): Promise<void> {
  list.step('everybody can use it');
  const { page, details } = visit;
  await list.check('axe finds nothing where messages are listed', () => assertAccessible(page));
  await list.check('axe finds nothing where a message has its details', async () => {
    await visit.content.focus();
    await visit.press('Escape', 'Home', 'j');
    await details.waitFor();
    await assertAccessible(page);
  });
  await list.check('it fits 400 pixels, with the details beside their message', async () => {
    await assertFitsNarrow(page);
    await details.getByRole('button', { name: 'Close' }).click();
    await details.waitFor({ state: 'hidden' });
    await assertFitsNarrow(page);
  });
}
