import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { shown, ValidationError, type Where } from '../validation';

/** The folder with the code of the package's functions: beside this file, unless this is part of a bundle. */
const ASSETS = join(__dirname, '..', '..', '..', 'assets');

/**
 * The code of a function of the package.
 *
 * @param folder its name below `assets`
 */
export function codeOf(where: Where, folder: string, assets = ASSETS): lambda.Code {
  const path = join(assets, folder);
  if (existsSync(path)) return lambda.Code.fromAsset(path);
  throw new ValidationError(
    `the code of the function must be in the package, found nothing at ${shown(path)}: if you bundle the app, exclude ` +
      'its packages from the bundle (with esbuild: --packages=external)',
    where,
  );
}
