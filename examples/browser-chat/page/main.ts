/** A chat in one page. The URL selects the user: `?user=alice`; `&endpoint=URL` selects another emulator. */
import { Chat } from './chat';
import { MessageList } from './message-list';

const APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';

const address = new URLSearchParams(location.search);
const user = address.get('user');
const endpoint = address.get('endpoint') ?? 'https://127.0.0.1:8443';

if (user === null) byId('users').hidden = false;
else chatAs(`${APP_INSTANCE}/user/${user}`);

function chatAs(userArn: string): void {
  const messages = new MessageList(byId('messages'), userArn);
  const chat = new Chat(endpoint, userArn, {
    onConnection: (state) => (byId('connection').textContent = `${user}: ${state}`),
    onChannel: (name) => (byId('channel').textContent = name),
    onMessage: (message) => messages.show(message),
    onDeleted: (messageId) => messages.remove(messageId),
  });

  byId<HTMLFormElement>('send').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = byId<HTMLInputElement>('content');
    const content = field.value;
    field.value = '';
    report(chat.send(content).then(() => tell('')));
  });
  byId('log').hidden = byId('send').hidden = false;
  report(chat.start());
}

function report(work: Promise<void>): void {
  work.catch((error: unknown) =>
    tell(error instanceof Error ? error.message : `cannot connect to ${endpoint}`),
  );
}

function tell(problem: string): void {
  byId('problem').textContent = problem;
}

function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
