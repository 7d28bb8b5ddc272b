import type { ChimeMessagingEmulator, Delivery, RequestRecord } from '../emulator';

/** From nothing to everything. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes lines to the standard error output; never what messages, tags or credentials say. */
export class CliLog {
  private isEnded = false;

  public constructor(private readonly level: LogLevel) {}

  /** Nothing more is written: what ends with the command is no failure. */
  public end(): void {
    this.isEnded = true;
  }

  public write(level: Exclude<LogLevel, 'silent'>, text: string): void {
    if (this.isEnded || LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.level)) return;
    process.stderr.write(`${new Date().toISOString()} ${level.padEnd(5)} ${text}\n`);
  }

  /** Follows what happens on an emulator. */
  public follow(emulator: ChimeMessagingEmulator): void {
    emulator.onRequest((request) => this.request(request));
    emulator.onDelivery((delivery) => this.delivery(delivery));
    emulator.onEvent(({ detail }) =>
      this.write('warn', `processor ${detail.processorResourceArn} not reached: ${detail.failureReason}`),
    );
  }

  /** What the service says about an error names members and ARNs, and no content. */
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
