import type { ReadyNote } from './ready-note';

type Outputs = ReadyNote['outputs'];

/** The command's standard output: for people, or as one JSON object per line for programs. */
export interface Announcements {
  ready(note: ReadyNote): void;
  deployed(outputs: Outputs): void;
  notDeployed(message: string): void;
}

export const forPeople: Announcements = {
  ready: ({ endpoint, inspector, control, outputs, environment }) =>
    write(
      `chime-messaging-emulator is ready at ${endpoint}`,
      ...(inspector === undefined ? [] : [`inspector at ${inspector}`]),
      `control at ${control.url} with token ${control.token}`,
      ...outputLines(outputs),
      ...Object.entries(environment).map(([name, value]) => `export ${name}=${value}`),
    ),
  deployed: () => {}, // the log reports it
  notDeployed: () => {},
};

export const forPrograms: Announcements = {
  ready: (note) => write(JSON.stringify({ event: 'ready', ...note })),
  deployed: (outputs) => write(JSON.stringify({ event: 'deployed', outputs })),
  notDeployed: (message) => write(JSON.stringify({ event: 'notDeployed', message })),
};

/** In the format of the CDK CLI. */
function outputLines(outputs: Outputs): string[] {
  return Object.entries(outputs).flatMap(([stack, values]) =>
    Object.entries(values).map(([name, value]) => `${stack}.${name} = ${value}`),
  );
}

function write(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
