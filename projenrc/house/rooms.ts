/**
 * Which folder may import from which: the directions of the whole project, in one table. The linter's zones and the check of
 * all imports are both derived from it.
 */

/**
 * Each room, with the rooms that it may know. In addition to these, a room inside another one may know everything that the outer
 * room may, and the outer room's own files, except those that need the inner room, directly or indirectly.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  src: [],
  'src/private/protocol': [],
  'src/private/validation': ['src/private/protocol'],
  'src/private/providers': ['src/private/protocol', 'src/private/validation'],
  'src/private/channel-coverage': ['src/private/protocol', 'src/private/validation', 'src/private/providers'],
  'src/private/guard': ['src/private/protocol', 'src/private/validation', 'src/private/providers'],

  processor: [],
  channels: [],

  lambda: ['src/private/protocol', 'processor'],
  'lambda/protocol': [],
  'lambda/cloudformation': ['lambda/protocol'],
  'lambda/chime': ['lambda/protocol'],
  'lambda/coverage-state': ['lambda/protocol'],
  'lambda/coverage-turn': ['lambda/protocol', 'lambda/chime', 'lambda/coverage-state'],
  'lambda/app-instance-admin': ['lambda/protocol', 'lambda/chime', 'lambda/cloudformation'],
  'lambda/channel-flow': ['lambda/protocol', 'lambda/chime', 'lambda/cloudformation'],
  'lambda/channel-flow-association': ['lambda/protocol', 'lambda/chime', 'lambda/cloudformation'],
  'lambda/channel-flow-coverage': [
    'lambda/protocol',
    'lambda/chime',
    'lambda/cloudformation',
    'lambda/coverage-state',
  ],
  'lambda/channel-flow-detection': [
    'lambda/protocol',
    'lambda/chime',
    'lambda/coverage-state',
    'lambda/coverage-turn',
  ],
  'lambda/channel-flow-sweep': [
    'lambda/protocol',
    'lambda/chime',
    'lambda/coverage-state',
    'lambda/coverage-turn',
  ],
  'lambda/messaging-streaming-configuration': ['lambda/protocol', 'lambda/chime', 'lambda/cloudformation'],
  'lambda/processor-guard': ['lambda/chime'],

  testing: ['processor'],
  'testing/http': [],
  'testing/emulator': ['testing/http'],
  'testing/emulator/behavior': [],
  'testing/emulator/model': [],
  'testing/emulator/state': ['testing/emulator/model'],
  'testing/emulator/messages': [
    'testing/emulator/behavior',
    'testing/emulator/model',
    'testing/emulator/state',
  ],
  'testing/emulator/messages/sessions': [],
  'testing/emulator/messages/streaming': [],
  'testing/emulator/operations': [
    'testing/emulator/behavior',
    'testing/emulator/model',
    'testing/emulator/state',
    'testing/emulator/messages',
  ],
  'testing/emulator/http': [
    'testing/emulator/behavior',
    'testing/emulator/model',
    'testing/emulator/messages',
    'testing/emulator/operations',
  ],
  'testing/cloud': ['testing/http', 'testing/emulator'],
  'testing/cloud/event-sources': [
    'testing/cloud/events',
    'testing/cloud/iam',
    'testing/cloud/kinesis',
    'testing/cloud/lambda',
  ],
  'testing/cloud/events': ['testing/cloud/iam'],
  'testing/cloud/iam': [],
  'testing/cloud/kinesis': ['testing/cloud/iam', 'testing/cloud/kms'],
  'testing/cloud/lambda': ['testing/cloud/iam'],
  'testing/cloud/kms': ['testing/cloud/iam'],
  'testing/cloud/s3': ['testing/cloud/iam', 'testing/cloud/kms'],
  'testing/cloudformation': ['testing/http', 'testing/emulator', 'testing/cloud'],
  'testing/cloudformation/provisioners': [],
  'testing/cloudformation/stubs': [],
  'testing/cloudformation/validation': ['testing/cloudformation/stubs'],
  'testing/inspector': ['testing/http', 'testing/emulator', 'testing/cloud', 'testing/cloudformation'],
  'testing/inspector/page': [],
  'testing/control': ['testing/http', 'testing/emulator'],
  'testing/cli': [
    'testing/http',
    'testing/control',
    'testing/emulator',
    'testing/cloud',
    'testing/cloudformation',
    'testing/inspector',
  ],
  'testing/cli/watch': ['testing/cloud'],

  examples: ['src', 'processor', 'channels', 'testing'],
  benchmarks: ['src', 'processor', 'lambda', 'testing', 'examples'],
};

/** The folders with rooms that are entered by their `index.ts`. */
export const INDEXED = ['src/private', 'lambda', 'testing'];

/** How many files and folders may be at the top of a folder. */
export const MAXIMUM_ENTRIES: Readonly<Record<string, number>> = {
  'src/private': 5,
  'testing/emulator': 17,
};

/** The only file of the testing kit that accepts a stack, stage or app. */
const SOURCE = 'testing/cloudformation/deployment-source.ts';

/** The packages that only some rooms and files may know, because the others also run where these packages are not installed. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'aws-cdk-lib': ['src', SOURCE, 'examples', 'benchmarks'],
  constructs: ['src', SOURCE, 'examples', 'benchmarks'],
};

/** The rooms that a file or folder is in, innermost first. */
export function roomsAround(path: string): string[] {
  return Object.keys(ROOMS)
    .filter((room) => isInside(path, room))
    .sort((one, other) => other.length - one.length);
}

/** Whether a path is a folder, or in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The rule about what a room may know, as a sentence. */
export function rule(room: string): string {
  const known = ROOMS[room] ?? [];
  return `${room} may know ${known.length > 0 ? known.join(', ') : 'no other room'}`;
}

/** For `import/no-restricted-paths`: paths that a room may not import from the rooms beside it. */
export interface Zone {
  readonly target: string;
  readonly from: string;
  readonly except?: string[];
  readonly message: string;
}

export function zones(): Zone[] {
  const all = Object.keys(ROOMS);
  return all.flatMap((room) =>
    all
      .filter(
        (other) => other !== room && outerRoom(other) === outerRoom(room) && !ROOMS[room]!.includes(other),
      )
      .map((other) => {
        const inside = ROOMS[room]!.filter((known) => isInside(known, other));
        const except = inside.map((known) => `.${known.slice(other.length)}`);
        const zone = { target: `./${room}`, from: `./${other}`, message: rule(room) };
        return except.length > 0 ? { ...zone, except } : zone;
      }),
  );
}

function outerRoom(room: string): string | undefined {
  return roomsAround(room)[1];
}
