import type { ChimeMessagingEmulator, Delivery, RequestRecord } from '../emulator';

/** From quietest to most verbose. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes lines to standard error, but never the content of messages, tags, or credentials. */
export class CliLog {
  private isEnded = false;

  public constructor(private readonly level: LogLevel) {}

  /** Writes nothing more: functions that end with the command have not failed. */
  public end(): void {
    this.isEnded = true;
  }

  public write(level: Exclude<LogLevel, 'silent'>, text: string): void {
    if (this.isEnded || LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.level)) return;
    process.stderr.write(`${new Date().toISOString()} ${level.padEnd(5)} ${text}\n`);
  }

  /** Logs what happens on an emulator. */
  public follow(emulator: ChimeMessagingEmulator): void {
    emulator.onRequest((request) => this.request(request));
    emulator.onDelivery((delivery) => this.delivery(delivery));
    emulator.onEvent(({ detail }) =>
      this.write('warn', `processor ${detail.processorResourceArn} not reached: ${detail.failureReason}`),
    );
  }

  /** The service's error messages contain names of members and ARNs, but no content. */
  private request({ operation, statusCode, errorName, errorMessage, ...record }: RequestRecord): void {
    const { requestId, input } = record;
    const outcome = errorName === undefined ? `${statusCode}` : `${statusCode} ${errorName}: ${errorMessage}`;
    this.write(statusCode >= 500 ? 'error' : 'info', `${operation ?? 'unknown operation'} ${outcome}`);
    const arns = Object.entries(input).filter(
      ([member]) => member.endsWith('Arn') || member === 'ChimeBearer',
    );
    const details = arns.map(([member, arn]) => ` ${member} ${JSON.stringify(arn)}`).join('');
    this.write('debug', `request ${requestId}${details}`);
  }

  private delivery({ messageId, eventType, recipients }: Delivery): void {
    this.write('info', `message ${messageId.slice(0, 8)} ${eventType}, shown to ${recipients.length}`);
  }
}
