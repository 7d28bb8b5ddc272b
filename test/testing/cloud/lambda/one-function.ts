import { LocalIam } from '../../../../testing/cloud/iam';
import { type FunctionConfiguration, inlineCode, LocalLambda } from '../../../../testing/cloud/lambda';
import { EmulatorClock } from '../../../../testing/emulator';

/** A Lambda whose functions can't reach any service. */
export function lonelyLambda(
  clock = EmulatorClock.manual(),
  deliver: (destinationArn: string, record: object) => Promise<void> = async () => {},
): LocalLambda {
  const iam = new LocalIam({ now: () => clock.now() });
  return new LocalLambda({ clock, iam, environment: () => ({}), deliver });
}

/** A function named `f`, with inline code. */
export function functionOf(source: string, runtime: string): FunctionConfiguration {
  return {
    functionName: 'f',
    functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:f',
    runtime,
    handler: 'index.handler',
    code: inlineCode(source, runtime),
    environment: {},
    timeout: 20,
    memorySize: 128,
    logGroupName: '/aws/lambda/f',
  };
}
