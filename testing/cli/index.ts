#!/usr/bin/env node
/** The command `chime-messaging-emulator`. It can import every other folder of `testing`; none imports it. */
import { readFileSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ControlApi, type DescribedFunction } from '../control';
import { ChimeMessagingEmulator, type Seed } from '../emulator';
import { Inspector } from '../inspector';
import { forPeople, forPrograms, type Announcements } from './announcements';
import { DeployedApp } from './deployed-app';
import { HELP } from './help';
import { useJsonFile } from './json-file';
import { CliLog } from './log';
import { missingFunctions } from './missing-functions';
import { deploysApp, parseOptions, type CliOptions } from './options';
import { reachProcessors } from './processors';
import { ReadyFile } from './ready-file';
import type { ReadyNote } from './ready-note';
import { whenStarterEnds } from './starter';
import { UsageError } from './usage-error';
import { packageRoot } from '../package-root';
import { removeAbandonedFolders } from '../temporary-folder';

/** How many requests and messages the emulator remembers; here, no one reads more. */
const LOG_LIMIT = 1000;

/** @see https://docs.aws.amazon.com/chime-sdk/latest/dg/sdk-available-regions.html */
const SERVICE_REGIONS = ['us-east-1', 'eu-central-1'];

/** The signals that end the command; SIGHUP means that the terminal was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function run(options: CliOptions): Promise<void> {
  for (const signal of SIGNALS) process.on(signal, exit);
  removeAbandonedFolders();
  let end = () => exit('SIGTERM');
  const stopWaiting = whenStarterEnds(() => {
    sayWhy();
    end();
  });
  const { port, tls, allowedOrigins, region, account, behavior, readyFile } = options;
  const format = options.json ? forPrograms : forPeople;
  const file = readyFile === undefined ? undefined : new ReadyFile(readyFile, format);
  const emulator = await ChimeMessagingEmulator.start({
    port,
    tls,
    allowedOrigins,
    region,
    account,
    behavior,
    logLimit: LOG_LIMIT,
  });
  emulator.onClose(stopWaiting);
  const log = new CliLog(options.logLevel);
  const announcements = file ?? format;
  const rest: (() => void)[] = [() => file?.end()];
  const endRest = () => rest.forEach((stop) => stop());
  try {
    const note = await begin(emulator, options, { log, announcements, rest });
    end = () => {
      log.end();
      endRest();
      void emulator.close();
    };
    endOnSignal(end);
    announcements.ready(note);
  } catch (error) {
    endRest();
    await emulator.close();
    throw error;
  }
}

/** Shared by everything that starts along with the emulator. */
interface Beside {
  readonly log: CliLog;
  readonly announcements: Announcements;
  /** Collects functions that stop what was started. */
  readonly rest: (() => void)[];
}

/** Starts everything that runs along with the emulator; returns the note for other programs. */
async function begin(
  emulator: ChimeMessagingEmulator,
  options: CliOptions,
  { log, announcements, rest }: Beside,
): Promise<ReadyNote> {
  const { region, seed, inspectPort } = options;
  log.follow(emulator);
  warnOfRegion(region, log);
  const inspector = // first, because its port may be in use, and a deployment takes time
    inspectPort === undefined ? undefined : await Inspector.start(emulator, { port: inspectPort });
  const processors = await reachProcessors(emulator, options, log);
  rest.push(() => processors.end());
  if (seed !== undefined) useJsonFile('--seed', seed, (content) => emulator.seed(content as Seed));
  const app = deploysApp(options)
    ? await DeployedApp.deploy(emulator, options, log, announcements)
    : undefined;
  rest.push(() => app?.end());
  for (const warning of missingFunctions(emulator, options, processors)) log.write('warn', warning);
  const control = await ControlApi.start(emulator, {
    functions: {
      list: () => listed(app?.functions ?? [], processors.modules),
      logsOf: (name) => processors.logsOf(name),
    },
  });
  return {
    version: 1,
    endpoint: emulator.endpoint,
    environment: emulator.environment,
    control: { url: control.url, token: control.token },
    ...(inspector && { inspector: inspector.url }),
    outputs: app?.outputs ?? {},
  };
}

/** A module that replaces a function of the app is listed as that function. */
function listed(
  deployed: readonly DescribedFunction[],
  modules: readonly DescribedFunction[],
): DescribedFunction[] {
  const isDeployed = ({ functionArn }: DescribedFunction) =>
    deployed.some((each) => each.functionArn === functionArn);
  return [...deployed, ...modules.filter((each) => !isDeployed(each))];
}

/** On the emulator, every Region works; on AWS, a client of this Region would find no service. */
function warnOfRegion(region: string, log: CliLog): void {
  if (SERVICE_REGIONS.includes(region)) return;
  log.write(
    'warn',
    `Amazon Chime SDK messaging is available only in ${SERVICE_REGIONS.join(' and ')}, not in ${region}`,
  );
}

/** Ends in order. A second signal, of any kind, ends the process at once. */
function endOnSignal(end: () => void): void {
  const first = () => {
    for (const signal of SIGNALS) process.off(signal, first).on(signal, exit);
    end();
  };
  for (const signal of SIGNALS) process.off(signal, exit).on(signal, first);
}

/** There may be no one left to read this. */
function sayWhy(): void {
  try {
    writeSync(2, 'chime-messaging-emulator: stopping, because the program that started it has ended\n');
  } catch {
    // standard error is gone as well
  }
}

/** A process that exits ends its functions, too; one that is killed by a signal does not. */
function exit(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}

function version(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function describe(error: NodeJS.ErrnoException & { readonly port?: number }): string {
  return error.code === 'EADDRINUSE' ? `port ${error.port} is in use` : error.message;
}

async function main(): Promise<void> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options.help) process.stdout.write(HELP);
    else if (options.version) process.stdout.write(`${version()}\n`);
    else await run(options);
  } catch (error) {
    process.stderr.write(`chime-messaging-emulator: ${describe(error as Error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

void main();
