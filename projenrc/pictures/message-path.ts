import { arrow, box, frame, picture } from './svg';

const ACTORS = { Alice: 80, Chime: 300, Processor: 580, Bob: 800 } as const;
type Actor = keyof typeof ACTORS;

/** The sender, the recipient, and what is sent. */
type Call = readonly [from: Actor, to: Actor, words: string];

/** The calls that always happen, and then each possible continuation with its condition. */
const FIRST: readonly Call[] = [
  ['Alice', 'Chime', 'SendChannelMessage'],
  ['Chime', 'Alice', 'PENDING, only Alice sees it'],
  ['Chime', 'Processor', 'invokes, asynchronously'],
];
const WAYS: readonly (readonly [when: string, calls: readonly Call[]])[] = [
  ['allow or update', [['Processor', 'Chime', 'ChannelFlowCallback'], ['Chime', 'Bob', 'the message as processed']]], // prettier-ignore
  [
    'deny',
    [
      ['Processor', 'Chime', 'ChannelFlowCallback, DeleteResource'],
      ['Chime', 'Alice', 'DENIED'],
    ],
  ],
  ['the function cannot be invoked', [['Chime', 'Alice', 'FAILED (fallback action ABORT)'], ['Chime', 'Bob', 'the message as it was (fallback action CONTINUE)']]], // prettier-ignore
];
const STEP = 36;

/** How a message goes through a processor to its recipients. */
export function messagePath(): string {
  const parts: string[] = [];
  let y = 80;
  const call = ([from, to, words]: Call): void => {
    parts.push(arrow({ x: ACTORS[from], y }, { x: ACTORS[to], y }, words));
    y += STEP;
  };
  FIRST.forEach(call);
  for (const [when, calls] of WAYS) {
    const top = y - 16;
    y += 30;
    calls.forEach(call);
    parts.unshift(frame({ x: 10, y: top }, { x: 870, y: y - 14 }, when));
    y += 10;
  }
  const names = {
    Alice: 'Alice',
    Chime: 'Amazon Chime SDK messaging',
    Processor: 'Your function',
    Bob: 'Bob',
  };
  const lines = Object.values(ACTORS).map((x) => `<path class="frame" d="M${x} 50V${y}"/>`);
  const heads = Object.entries(ACTORS).map(([actor, x]) =>
    box(
      { x, y: 30 },
      actor === 'Chime' ? 240 : 130,
      [names[actor as Actor]],
      actor === 'Processor' ? 'ours' : 'box',
    ),
  );
  return picture(880, y, 'A message goes through your function before anybody but its sender sees it', [
    ...lines,
    ...parts,
    ...heads,
  ]);
}
