import { execFileSync } from 'node:child_process';

/** A test that runs only if Python functions and clients can, with the SDK that AWS Lambda provides for them. */
export const testWithBoto3 = hasBoto3() ? test : test.skip;

function hasBoto3(): boolean {
  try {
    execFileSync('python3', ['-c', 'import boto3'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stdout.write('what needs Python is skipped: python3 with boto3 is not installed\n');
    return false;
  }
}
