import { optionGroups } from './option-table';

/** The column where the descriptions of options begin, and their width. */
const INDENT = 29;
const WIDTH = 80;

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)!} ${word}`.trimStart();
    if (longer.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join(`\n${' '.repeat(INDENT)}`);
}

const groups = [...optionGroups()].map(([title, options]) => {
  const lines = options.map(({ usage, text }) => `  ${usage}`.padEnd(INDENT) + wrapped(text));
  return `${title}:\n\n${lines.join('\n')}\n`;
});

export const HELP = `Amazon Chime SDK messaging with channel flows on this machine.

Usage: chime-messaging-emulator [options]

${groups.join('\n')}
A seed file uses ids of your choice. You can leave out everything except ids, processors, and createdBy:

  { "appInstances": [{
      "id": "chat", "name": "Chat",
      "users": [{ "id": "alice", "name": "Alice" }, { "id": "bob" }],
      "bots": [{ "id": "helper" }],
      "admins": ["alice"],
      "channelFlows": [{ "id": "moderation", "name": "Moderation", "processors": [
        { "function": "moderate", "name": "Moderate", "fallbackAction": "ABORT" }] }],
      "channels": [{ "id": "general", "name": "General", "mode": "UNRESTRICTED", "privacy": "PUBLIC",
        "metadata": "{}", "createdBy": "alice", "members": ["bob"], "moderators": ["bob"],
        "channelFlow": "moderation" }] }] }
`;
