import { code, table } from './markdown';
import { resourcesOf } from '../../testing/control/resources';
import type { ChimeMessagingEmulator } from '../../testing/emulator';

const RULE = 'how many calls or sessions the rule applied to, as `hits`';

/** The input of a request, and the contents of the response, as text for the page. */
const WORDS: Readonly<Record<string, string>> = {
  'GET messages': '`messages`, with the versions and processor invocations of each',
  'GET messages/{id}': 'the `message`, and its `deliveries`',
  'GET messages/{id}/settled':
    'the same with its final `status`, when the message is no longer pending. It waits for 30 seconds, or for `?timeout=MS`',
  'GET inventory': '`appInstances`, with their channels and flows',
  'GET events': 'the `events` that the service sent to EventBridge',
  'GET functions':
    'the `functions`, each with its `functionName`, `functionArn`, and in a deployed app `stackName`, `logicalId`, `constructPath`',
  'GET functions/{id}/logs': 'the `lines` that the function wrote',
  'GET clock': '`now`, in milliseconds since 1970',
  'POST clock': '`now`, after the clock moved by `{ "advance": MS }`',
  'POST faults': 'the `id` of the [fault](#faults) in the body',
  'GET faults/{id}': RULE,
  'DELETE faults/{id}': 'the same, after the fault is removed',
  'GET sessions': 'the open `sessions`, and the `systemMessages` that sessions received',
  'POST sessions/drop': 'how many [sessions](#sessions) were `dropped`',
  'POST sessions/refusals': 'the `id` of the rule: sessions that the body describes are refused',
  'GET sessions/refusals/{id}': RULE,
  'DELETE sessions/refusals/{id}': 'the same, after the rule is removed',
  'POST sessions/delays': 'the `id` of the rule: sessions that the body describes begin later',
  'GET sessions/delays/{id}': RULE,
  'DELETE sessions/delays/{id}': 'the same, after the rule is removed',
};

/** The requests that the router accepts. Each must have a text here, and there must be no text for anything else. */
export function httpRequests(): string {
  // the routes depend on neither of them
  const noEmulator = { sessions: {} } as ChimeMessagingEmulator;
  const noFunctions = { list: () => [], logsOf: () => undefined };
  const routes = [...resourcesOf(noEmulator, noFunctions).keys()];
  const requests = routes.map((route) => route.replace('/v1/', '').replaceAll('*', '{id}'));
  const withoutRoute = Object.keys(WORDS).filter((request) => !requests.includes(request));
  if (withoutRoute.length > 0) throw new Error(`there is no request ${withoutRoute.join(', ')}`);
  const rows = requests.map((request) => {
    const words = WORDS[request];
    if (words === undefined) throw new Error(`the request '${request}' must have words in ${__filename}`);
    return [code(request), words];
  });
  return table(['request', 'response'], rows);
}
