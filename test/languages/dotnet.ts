import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pacmak } from './pacmak';
import type { Checklist } from '../harness/checklist';

/** Generates the C# sources; no tool of .NET is needed for that. */
export async function dotnet(list: Checklist, folder: string): Promise<void> {
  const outdir = join(folder, 'dist');
  await list.check('the C# sources are generated', async () => {
    await pacmak('dotnet', outdir, true);
    const project = join(outdir, 'dotnet', 'CdkChimeSdkMessaging');
    for (const file of ['CdkChimeSdkMessaging.csproj', join('CdkChimeSdkMessaging', 'ChannelFlow.cs')]) {
      assert.ok(existsSync(join(project, file)), `there is no ${file}`);
    }
  });
  list.skip('compiling and running C#', 'only its sources are generated here');
}
