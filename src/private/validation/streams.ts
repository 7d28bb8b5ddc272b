import { Stack, Token } from 'aws-cdk-lib';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IConstruct } from 'constructs';
import { validateEnvironment } from './environment';
import { got } from './validation-error';
import { STREAM_NAME_PREFIX } from '../protocol';

/** The service doesn't write to a stream with fewer shards. */
const MINIMUM_SHARDS = 2;

/**
 * Checks that the service can write to a stream, as far as that is known: its environment at once, and its properties at synthesis,
 * because properties of an L1 may be set later.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/streaming-export.html
 */
export function validateStream(scope: IConstruct, property: string, stream: IStream): void {
  validateEnvironment(scope, property, stream);
  scope.node.addValidation({
    validate: () => {
      const definition = stream.node.defaultChild;
      const problems = CfnStream.isCfnStream(definition)
        ? problemsOf(definition, stream)
        : [nameProblem(stream.streamName)];
      return problems.flatMap((problem) => (problem ? `'${property}' must ${problem}` : []));
    },
  });
}

type Problem = string | undefined;

function problemsOf(definition: CfnStream, stream: IStream): Problem[] {
  const name: unknown = Stack.of(definition).resolve(definition.name);
  const isEncrypted = definition.streamEncryption !== undefined;
  return [
    name === undefined ? `${NAME}, ${got(stream)}: set its 'streamName'` : nameProblem(name),
    isEncrypted
      ? undefined
      : `have server-side encryption, ${got(stream)}: set its 'encryption' to StreamEncryption.MANAGED or KMS`,
    hasTooFewShards(definition)
      ? `have at least ${MINIMUM_SHARDS} shards, ${got(stream)}: set its 'shardCount', or its 'streamMode' to StreamMode.ON_DEMAND`
      : undefined,
  ];
}

const NAME = `have a name that begins with '${STREAM_NAME_PREFIX}'`;

/** A name that is known only at deployment is not a string in the template. */
function nameProblem(name: unknown): Problem {
  const isKnown = typeof name === 'string' && !Token.isUnresolved(name);
  return isKnown && !name.startsWith(STREAM_NAME_PREFIX) ? `${NAME}, ${got(name)}` : undefined;
}

function hasTooFewShards({ shardCount, streamModeDetails: mode }: CfnStream): boolean {
  if (shardCount === undefined || Token.isUnresolved(shardCount) || Token.isUnresolved(mode)) return false;
  return shardCount < MINIMUM_SHARDS;
}
