/** What the programs act on. Nothing heavy is imported here: what a program loads is measured. */
export const APP_INSTANCE_ARN = 'arn:aws:chime:us-east-1:111122223333:app-instance/5a3f2d10';
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:moderator';
