/** The destination of log lines: the console, or a structured logger with the same methods. */
export type ProcessorLogger = Pick<Console, 'debug' | 'info' | 'warn' | 'error'>;

/** Logs a line; a logger that fails, at once or later, must not keep a message from being settled. */
export function logSafely(
  logger: ProcessorLogger,
  level: keyof ProcessorLogger,
  text: string,
  details: object,
): void {
  try {
    Promise.resolve(logger[level](text, details)).catch(() => undefined);
  } catch {
    return;
  }
}
