#!/usr/bin/env node
/** The command `chime-messaging-emulator`. It may know every other folder of `testing`; none knows it. */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ControlApi } from '../control';
import { ChimeMessagingEmulator } from '../emulator';
import { Inspector } from '../inspector';
import { DeployedApp } from './deployed-app';
import { HELP } from './help';
import { CliLog } from './log';
import { missingFunctions } from './missing-functions';
import { deploysApp, parseOptions, type CliOptions } from './options';
import { reachProcessors } from './processors';
import { checkReadyFile, writeReadyFile } from './ready-file';
import { loadSeedFile } from './seed-file';
import { UsageError } from './usage-error';
import { packageRoot } from '../package-root';

/** What the emulator remembers of requests and messages; nobody asks it for more here. */
const LOG_LIMIT = 1000;

/** @see https://docs.aws.amazon.com/chime-sdk/latest/dg/sdk-available-regions.html */
const SERVICE_REGIONS = ['us-east-1', 'eu-central-1'];

/** What ends the command; the last is a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function run(options: CliOptions): Promise<void> {
  for (const signal of SIGNALS) process.on(signal, exit);
  const { port, tls, allowedOrigins, inspectPort, region, account, behavior, seed, logLevel, readyFile } =
    options;
  if (readyFile !== undefined) checkReadyFile(readyFile);
  const emulator = await ChimeMessagingEmulator.start({
    port,
    tls,
    allowedOrigins,
    region,
    account,
    behavior,
    logLimit: LOG_LIMIT,
  });
  let inspector: Inspector | undefined;
  let app: DeployedApp | undefined;
  let control: ControlApi;
  try {
    const log = new CliLog(logLevel);
    log.follow(emulator);
    warnOfRegion(region, log);
    const processors = await reachProcessors(emulator, options, log);
    if (seed !== undefined) loadSeedFile(emulator, seed);
    if (deploysApp(options)) app = await DeployedApp.deploy(emulator, options, log);
    for (const warning of missingFunctions(emulator, options, processors)) log.write('warn', warning);
    if (inspectPort !== undefined) inspector = await Inspector.start(emulator, { port: inspectPort });
    control = await ControlApi.start(emulator, processors);
    if (readyFile !== undefined) {
      writeReadyFile(readyFile, {
        endpoint: emulator.endpoint,
        environment: emulator.environment,
        control: { url: control.url, token: control.token },
        ...(inspector && { inspector: inspector.url }),
        outputs: app?.outputs ?? {},
      });
    }
    endOnSignal(emulator, () => {
      app?.end();
      processors.end();
    });
  } catch (error) {
    app?.end();
    await emulator.close();
    throw error;
  }
  const variables = Object.entries(emulator.environment).map(([name, value]) => `export ${name}=${value}\n`);
  const inspection = inspector ? `inspector at ${inspector.url}\n` : '';
  process.stdout.write(
    `chime-messaging-emulator is ready at ${emulator.endpoint}\n${inspection}control at ${control.url} with token ${control.token}\n${outputLines(app)}${variables.join('')}`,
  );
}

/** As the CDK CLI writes them. */
function outputLines(app: DeployedApp | undefined): string {
  return Object.entries(app?.outputs ?? {})
    .flatMap(([stack, outputs]) =>
      Object.entries(outputs).map(([name, value]) => `${stack}.${name} = ${value}\n`),
    )
    .join('');
}

/** A client that is sent here finds everything; the same client finds nothing on AWS. */
function warnOfRegion(region: string, log: CliLog): void {
  if (SERVICE_REGIONS.includes(region)) return;
  log.write(
    'warn',
    `Amazon Chime SDK messaging is only in ${SERVICE_REGIONS.join(' and ')}, not in ${region}`,
  );
}

/** Ends in order. A second signal ends the process at once, as it would any other. */
function endOnSignal(emulator: ChimeMessagingEmulator, endRest: () => void): void {
  for (const signal of SIGNALS) {
    process.off(signal, exit).once(signal, () => {
      endRest();
      void emulator.close();
    });
  }
}

/** A process that exits takes its functions along; one that a signal ends does not. */
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
