/** Whether the service says that something is there already, or that another call was in the way. */
export function isConflict(error: unknown): boolean {
  return (error as Error).name === 'ConflictException';
}

/** Whether the service may mean that something is not there: it refuses that as if it were not allowed. */
export function isAbsent(error: unknown): boolean {
  return ['NotFoundException', 'ForbiddenException'].includes((error as Error).name);
}
