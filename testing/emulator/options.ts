import { BEHAVIOR, type EmulatorBehavior } from './behavior';
import { EmulatorClock } from './clock';
import {
  BOOLEAN,
  checkProperties,
  listOf,
  must,
  numberFrom,
  optional,
  PORT,
  shown,
  type Rule,
  type Rules,
} from '../inputs';

/** Options for `ChimeMessagingEmulator.start`. */
export interface ChimeMessagingEmulatorOptions {
  /**
   * The port on the loopback interface.
   *
   * @default 0 - any free port
   */
  readonly port?: number;

  /**
   * Serves the endpoint over HTTPS and WSS, which the official messaging client requires. The certificate is created at
   * start, for this machine only. Clients trust it through the file at `certificatePath`. Without this option, the port
   * also accepts TLS, but clients must skip the verification of its certificate.
   *
   * @default false
   */
  readonly tls?: boolean;

  /**
   * The origins of websites whose pages can call the emulator and open sessions, such as `http://localhost:3000`.
   * Browsers block all other pages.
   *
   * @default - none
   */
  readonly allowedOrigins?: readonly string[];

  /** @default 'us-east-1' */
  readonly region?: string;

  /** @default '111122223333' */
  readonly account?: string;

  /** @default 'aws' */
  readonly partition?: string;

  /**
   * The behaviors that AWS does not document.
   *
   * @default - the preset `documented-likely`
   */
  readonly behavior?: Partial<EmulatorBehavior>;

  /**
   * The clock of the emulator and of the Node.js functions on it. With `EmulatorClock.skippingWaits()`, the waits of
   * functions take no time.
   *
   * @default - follows real time
   */
  readonly clock?: EmulatorClock;

  /**
   * The minimum number of entries that `requests`, `invocations`, `events`, `messageTraces`, and `deliveries` keep.
   * Beyond this, older entries are dropped. A message that no channel stores is dropped with its trace. `Infinity`
   * keeps all entries.
   *
   * @default - 10,000; 1,000 for `messageTraces`
   */
  readonly logLimit?: number;
}

const MATCHED = {
  region: [/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as us-east-1'],
  account: [/^\d{12}$/, 'twelve digits'],
  partition: [/^aws(-[a-z]+)*$/, 'a partition such as aws'],
} as const;

const RULES: Rules<ChimeMessagingEmulatorOptions> = {
  port: optional(PORT),
  tls: optional(BOOLEAN),
  allowedOrigins: optional(
    listOf(
      'origins such as http://localhost:3000',
      must('an origin such as http://localhost:3000', isOrigin),
    ),
  ),
  region: optional(matching('region')),
  account: optional(matching('account')),
  partition: optional(matching('partition')),
  behavior: optional(BEHAVIOR),
  clock: optional((value) =>
    value instanceof EmulatorClock
      ? undefined
      : `must be an EmulatorClock, got ${shown(value)}; pass EmulatorClock.manual() or EmulatorClock.skippingWaits()`,
  ),
  logLimit: optional(numberFrom(1)),
};

/** @throws if an option is unknown or not valid */
export function checkEmulatorOptions(options: ChimeMessagingEmulatorOptions): void {
  checkProperties('the options of ChimeMessagingEmulator.start', options, RULES);
}

/** The problem with the Region or account of an emulator, as a phrase that follows the name of the property. */
export function placeProblem(property: 'region' | 'account', value: string): string | undefined {
  return RULES[property](value);
}

/** Whether a value is the origin of a website, as browsers write it. */
export function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, origin } = new URL(value);
  return /^https?:$/.test(protocol) && origin === value;
}

function matching(property: keyof typeof MATCHED): Rule {
  const [pattern, wanted] = MATCHED[property];
  return must(wanted, (value) => typeof value === 'string' && pattern.test(value));
}
