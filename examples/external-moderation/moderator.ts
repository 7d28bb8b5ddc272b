import {
  allow,
  chain,
  channelFlowProcessor,
  deny,
  update,
  type Decider,
} from 'cdk-chime-sdk-messaging/processor';

/** The moderation service's response about a text. */
interface Verdict {
  readonly allowed: boolean;
}

const SERVICE = process.env.MODERATION_URL!;

/** Asks another service. The signal ends the call when its response would come too late. */
async function ask<T>(path: string, text: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(new URL(path, SERVICE), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
    signal,
  });
  if (!response.ok) throw new Error(`the service responded with ${response.status}`);
  return (await response.json()) as T;
}

/** Costs nothing, so it comes first: messages that it denies are never sent to the service. */
const isShort: Decider = ({ content }) => (content.length > 1000 ? deny() : allow());

const isAllowed: Decider = async ({ content, sender }, { signal }) => {
  if (sender.kind === 'bot') return allow();
  const verdict = await ask<Verdict>('/verdict', content, signal);
  // only a clear yes allows the message, not a response of another shape
  return verdict.allowed === true ? allow() : deny();
};

/** Metadata is replaced as a whole, so keep the fields that the sender's client put there. */
const addLanguage: Decider = async ({ content, metadata = '{}' }, { signal }) => {
  const { language } = await ask<{ readonly language: string }>('/language', content, signal);
  return update({ metadata: JSON.stringify({ ...(JSON.parse(metadata) as object), language }) });
};

/**
 * Two steps ask a service, each within a time budget in milliseconds. The verdict fails closed: without one, the message is
 * denied. The language fails open: a message without it is better than none. Together they leave time for the callback before
 * the function's timeout of 10 seconds.
 */
export const handler = channelFlowProcessor(
  chain(
    isShort,
    { decide: isAllowed, timeout: 4000, onError: 'deny' },
    { decide: addLanguage, timeout: 2000, onError: 'allow' },
  ),
  { onError: 'deny' },
);
