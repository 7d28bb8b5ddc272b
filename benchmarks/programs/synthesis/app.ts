/** A real app, which already has an app instance and a function: users compare how much flows add to that. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { CfnAppInstance } from 'aws-cdk-lib/aws-chime';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { synthesize } from './synthesize';

/** The parts of an app that flows are defined with. */
export interface AppWithFlows {
  readonly stack: Stack;
  readonly count: number;
  readonly appInstance: CfnAppInstance;
  readonly fn: Function;
}

export function synthesizeApp(defineFlows: (app: AppWithFlows) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'benchmark-code-'));
  writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => {};\n');
  synthesize((stack, count) => {
    const appInstance = new CfnAppInstance(stack, 'AppInstance', { name: 'Chat' });
    const fn = new Function(stack, 'Moderator', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(folder),
    });
    defineFlows({ stack, count, appInstance, fn });
  });
  rmSync(folder, { recursive: true });
}
