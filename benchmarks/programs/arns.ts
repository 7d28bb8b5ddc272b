/** The ARNs that the programs use. Nothing heavy is imported here, because the modules that a program loads are measured. */
export const APP_INSTANCE_ARN = 'arn:aws:chime:us-east-1:111122223333:app-instance/5a3f2d10';
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:moderator';
