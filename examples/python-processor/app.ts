import { App } from 'aws-cdk-lib';
import { PythonProcessorStack } from './python-processor-stack';

/** npx cdk deploy --app 'npx tsx --tsconfig examples/tsconfig.json examples/python-processor/app.ts' */
new PythonProcessorStack(new App(), 'PythonProcessor');
