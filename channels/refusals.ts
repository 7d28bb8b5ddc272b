/** Whether the service reports that something already exists, or that another call was in the way. */
export function isConflict(error: unknown): boolean {
  return (error as Error).name === 'ConflictException';
}

/** Whether the service may mean that something does not exist: it denies such calls as if they were not allowed. */
export function isAbsent(error: unknown): boolean {
  return ['NotFoundException', 'ForbiddenException'].includes((error as Error).name);
}
