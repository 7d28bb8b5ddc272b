/** Cleans up after a failure. @returns the first error, along with that of the cleanup, if it failed */
export async function cleanedUp(error: unknown, cleanUp: () => Promise<void>): Promise<unknown> {
  try {
    await cleanUp();
    return error;
  } catch (second) {
    return new Error(`${messageOf(error)}\nthe clean-up failed, too: ${messageOf(second)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
