import { join } from 'node:path';
import { context } from 'esbuild';

/** Serves the page on this machine. */
export interface PageServer {
  /** The origin to allow in the emulator, such as `http://localhost:8080`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the page, and bundles its script again whenever a browser requests it. */
export async function servePage(port: number): Promise<PageServer> {
  const folder = join(__dirname, 'page');
  const bundler = await context({
    entryPoints: [join(folder, 'main.ts')],
    outdir: folder, // the path that it is served under
    write: false,
    bundle: true,
    format: 'iife',
    mainFields: ['browser', 'module', 'main'], // the AWS SDK has variants for browsers
    define: { global: 'globalThis' }, // some packages of the Amazon Chime SDK expect the name of Node.js
    logLevel: 'error',
  });
  const served = await bundler.serve({ host: '127.0.0.1', port, servedir: folder });
  return { origin: `http://localhost:${served.port}`, close: () => bundler.dispose() };
}
