/** The destination of log lines: the console, or a structured logger with the same methods. */
export type ProcessorLogger = Pick<Console, 'debug' | 'info' | 'warn' | 'error'>;

/** Logs a line. If the logger fails, at once or later, the message must still be settled. */
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
