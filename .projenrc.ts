import { awscdk, javascript, JsonFile, TextFile } from 'projen';
import { pinActions } from './projenrc/github/actions';
import { addChecks } from './projenrc/github/build';
import { READ_ONLY, WORKFLOW_NODE } from './projenrc/github/jobs';
import { COMMIT_TYPES, limitPermissions, offerChangelog, RELEASE_OPTIONS } from './projenrc/github/release';
import { addVerifyAwsWorkflow } from './projenrc/github/verify-aws';
import { zones } from './projenrc/house/rooms';
import { hastenSynthesis, JEST_PROGRAM, NODE_OPTIONS_OF_JEST } from './projenrc/jest';
import { plainFolder } from './projenrc/plain-folder';
import { SubpathExports } from './projenrc/subpath-exports';
import { TSC } from './projenrc/typescript';

/** The first aws-cdk-lib with every `aws_chime` reference interface that the library uses. */
const AWS_CDK_FLOOR = '2.273.0';
const CONSTRUCTS_FLOOR = '10.5.0';
const NODE_FLOOR = '20.16.0';

/** The unit tests: without processes, bundles, whole apps, documents, and the long scenarios of providers. */
const UNIT_TESTS =
  '/test/([^/]+|private/.+|channels/.+|lambda/.+|processor/.+|testing/emulator/.+|testing/cloud/iam/.+)$';
const NO_UNIT_TESTS =
  '/(reproducibility|readme|links|words|cdk-nag|bundle|deployed|template-validation|called-off|waiting|stalled-responses|promise-sample)[.]test[.]ts$';

/** The tests that repeat something many times: random sequences, each possible behavior of the service, a thousand starts. */
const LONG_TESTS =
  '/test/(lambda/(convergence|channel-flow-coverage/promise)|lifecycle/(behavior|model)|no-message-pending/(matrix|soak)|testing/emulator/(fuzz|start-and-close))[.]test[.]ts$';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-chime-sdk-messaging',
  description:
    'Amazon Chime SDK messaging channel flows for the AWS CDK: Lambda-moderated chat as code, runnable without an AWS account',
  author: 'cdk-chime-sdk-messaging contributors',
  authorAddress: 'maintainers@cdk-chime-sdk-messaging.dev',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging.git',
  keywords: ['aws', 'chime', 'chime-sdk', 'messaging', 'channel-flow', 'moderation', 'emulator'],
  defaultReleaseBranch: 'main',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-chime-sdk-messaging contributors',
  stability: 'experimental',

  cdkVersion: AWS_CDK_FLOOR,
  constructsVersion: CONSTRUCTS_FLOOR,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0', // jsii 6, ts-jest and typescript-eslint all need TypeScript < 7
  minNodeVersion: NODE_FLOOR,
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  sampleCode: false,
  bin: { 'chime-messaging-emulator': 'testing/lib/cli.js' },
  npmignoreEnabled: false, // see `files` below

  // The workflows in .github; `.ci/run` runs all checks on your own machine, and needs no git host.
  github: true,
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: { semanticTitleOptions: { types: COMMIT_TYPES } },
  },
  pullRequestTemplate: false, // .github/pull_request_template.md is written by hand
  buildWorkflowOptions: { mutableBuild: false, permissions: READ_ONLY },
  workflowNodeVersion: WORKFLOW_NODE,
  ...RELEASE_OPTIONS,
  depsUpgradeOptions: {
    cooldown: 7, // days; most releases that are withdrawn are withdrawn by then
    workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY },
  },

  // No registry that can trust the workflow itself gets a secret. npm, PyPI and NuGet can.
  npmTrustedPublishing: true,
  npmProvenance: true,
  publishToPypi: {
    distName: 'cdk-chime-sdk-messaging',
    module: 'cdk_chime_sdk_messaging',
    trustedPublishing: true,
    attestations: true,
  },
  publishToMaven: {
    javaPackage: 'io.github.cdkchimesdkmessaging',
    mavenGroupId: 'io.github.cdk-chime-sdk-messaging',
    mavenArtifactId: 'cdk-chime-sdk-messaging',
  },
  publishToGo: {
    moduleName: 'github.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging-go',
    packageName: 'cdkchimesdkmessaging',
    githubUseSsh: true, // a deploy key, which gives access only to that repository
  },
  publishToNuget: {
    dotNetNamespace: 'CdkChimeSdkMessaging',
    packageId: 'CdkChimeSdkMessaging',
    trustedPublishing: true,
  },

  prettier: true,
  prettierOptions: {
    settings: { singleQuote: true, printWidth: 110, trailingComma: javascript.TrailingComma.ALL },
  },
  eslintOptions: {
    dirs: ['src', 'lambda', 'processor', 'channels', 'testing', 'examples', 'benchmarks'],
    devdirs: ['test', 'projenrc'],
    prettier: true,
    commandOptions: { fix: false }, // `npm test` changes no file; `npm run eslint -- --fix` does
  },

  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER, // a changed snapshot is a decision, not a side effect of `npm test`
    configFilePath: 'jest.config.json',
    jestConfig: {
      testEnvironment: '<rootDir>/test/environment.ts',
      maxWorkers: 2,
      // only ends tests that hang: functions run in processes of their own, some wait for minutes, and the machine may be
      // busy
      testTimeout: 300_000,
      coverageProvider: 'babel', // V8's slows down everything in the process: it takes a fifth of the time of all tests
      collectCoverageFrom: ['src/**/*.ts', 'lambda/**/*.ts'],
      moduleNameMapper: {
        '^cdk-chime-sdk-messaging$': '<rootDir>/src/index.ts',
        '^cdk-chime-sdk-messaging/(channels|processor|testing)$': '<rootDir>/$1/index.ts',
      },
      testPathIgnorePatterns: [
        '/node_modules/',
        '/test/conformance/',
        '/test/e2e/',
        '/test/node-versions/',
        '/test/package/',
        '/test/packages/',
        '/test/languages/',
        '/test/browser/',
        LONG_TESTS,
      ],
    },
  },
  typecheckTests: true, // makes ts-jest transpile only; the types are checked by the task `check`

  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  devDeps: [
    '@aws-cdk/aws-service-spec@^0.1.216', // resource schemas, from which the forms of other services' resources are generated
    '@aws-cdk/service-spec-types@^0.0.282',
    '@aws-sdk/client-chime-sdk-identity@^3',
    '@aws-sdk/client-chime-sdk-messaging@^3',
    '@aws-sdk/client-cloudformation@^3',
    '@aws-sdk/client-kinesis@^3',
    '@aws-sdk/client-lambda@^3', // with client-sfn, needed by the provider framework of aws-cdk-lib
    '@aws-sdk/client-s3@^3',
    '@aws-sdk/client-sfn@^3',
    '@smithy/core@^3',
    '@smithy/node-http-handler@^4',
    '@smithy/signature-v4@^5',
    '@peculiar/asn1-schema@^2', // both bundled into the testing kit, for its certificate
    '@peculiar/asn1-x509@^2',
    '@types/ws@^8',
    'amazon-chime-sdk-js@^3', // the client whose sessions the emulator serves
    'axe-core@^4', // finds the parts of a page that some people cannot use
    '@arethetypeswrong/cli@^0.18.5', // finds types that some kinds of module resolution cannot find
    'awslint@2.72.1', // newer ones crash on libraries outside of aws-cdk
    'aws-cdk@~2.1148.1', // 3.0.0 was published by accident and refuses every current app
    'cdk-nag@^3.0.2',
    'esbuild@^0.28.2',
    'jest-environment-node@^30',
    'fast-check@^4.10.0',
    'publint@^0.3.25', // finds faults in package.json that affect those who import the package
    'playwright-core@^1', // drives an installed Chromium; downloads none
    'tsx@^4',
    'typedoc@^0.28.20', // with its plugin, writes docs/reference from the comments of the sources
    'typedoc-plugin-markdown@^4.14.1',
    'typescript-7@npm:typescript@^7', // see projenrc/typescript.ts
    'ws@^8', // bundled into the testing kit
  ],
  gitignore: [
    '/assets/',
    '/.npmignore', // written by jsii-pacmak; it has no effect beside `files`, and in git it would fail the build as a mutation
    '/sbom.cdx.json',
    '/channels/lib/',
    '/processor/lib/',
    '/testing/lib/',
    'cdk.out/',
    '.cdk.staging/',
    '/benchmarks/.cache/',
    '.venv*/',
    '__pycache__/',
  ],
});

// Source maps would be two thirds of each compiled file, which every synthesis reads: aws-cdk-lib has none either.
project.tsconfig?.file.addOverride('compilerOptions.inlineSourceMap', undefined);
project.tsconfig?.file.addOverride('compilerOptions.inlineSources', undefined);

// The parts outside jsii: each with strict settings, and checked by the compiler before jsii runs.
plainFolder(project, 'lambda');
// Members that are only declared are not defined, which saves bytes in the bundles.
const lambdaConfig = project.tryFindObjectFile('lambda/tsconfig.json');
lambdaConfig?.addOverride('compilerOptions.useDefineForClassFields', false);
plainFolder(project, 'processor', { declarations: true });
plainFolder(project, 'channels', { declarations: true });
// Processors' events have one type, that of the runtime: it is found by its published name, as in the published declarations.
plainFolder(project, 'testing', {
  declarations: true,
  exclude: ['inspector/page'],
  compilerOptions: { paths: { 'cdk-chime-sdk-messaging/processor': ['../processor/index.ts'] } },
});
// Code for the browser: with the types of the DOM, and none of Node.js.
plainFolder(project, 'testing/inspector/page', {
  compilerOptions: { lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
});
// They import the package by its name, as a user does, and run from the sources: nothing has to be compiled first.
const paths = {
  'cdk-chime-sdk-messaging': ['../src/index.ts'],
  'cdk-chime-sdk-messaging/channels': ['../channels/index.ts'],
  'cdk-chime-sdk-messaging/processor': ['../processor/index.ts'],
  'cdk-chime-sdk-messaging/testing': ['../testing/index.ts'],
};
plainFolder(project, 'examples', { exclude: ['browser-chat/page'], compilerOptions: { paths } });
plainFolder(project, 'examples/browser-chat/page', {
  compilerOptions: { lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
});
plainFolder(project, 'benchmarks', { compilerOptions: { paths } });
project.tsconfigDev.file.addOverride('compilerOptions.paths', paths);
project.tsconfigDev.file.addOverride('compilerOptions.noUncheckedIndexedAccess', true);
// The linter reads everything as one program: each additional one would parse aws-cdk-lib again, which takes most of its
// time.
new JsonFile(project, 'tsconfig.eslint.json', {
  obj: {
    extends: './tsconfig.json',
    compilerOptions: {
      noEmit: true,
      rootDir: '.',
      lib: ['es2022', 'dom', 'dom.iterable'],
      stripInternal: true,
      noUncheckedIndexedAccess: true,
      paths: {
        'cdk-chime-sdk-messaging': ['./src/index.ts'],
        'cdk-chime-sdk-messaging/channels': ['./channels/index.ts'],
        'cdk-chime-sdk-messaging/processor': ['./processor/index.ts'],
        'cdk-chime-sdk-messaging/testing': ['./testing/index.ts'],
      },
    },
    include: [...project.eslint!.lintPatterns.map((path) => `${path}/**/*.ts`), '.projenrc.ts'],
    exclude: ['node_modules', 'channels/lib', 'processor/lib', 'testing/lib'],
  },
});
const lintSettings = project.tryFindObjectFile('.eslintrc.json');
lintSettings?.addDeletionOverride('parserOptions.projectService');
lintSettings?.addOverride('parserOptions.project', ['./tsconfig.eslint.json']);
lintSettings?.addOverride('parserOptions.jsDocParsingMode', 'none'); // no rule reads it
lintSettings?.addOverride('settings.import/resolver.typescript.project', './tsconfig.eslint.json');
// Which room may know which: the linter checks it in the editor, and a separate check includes all circles and doors.
project.eslint?.addRules({ 'import/no-restricted-paths': ['error', { zones: zones() }] });
const house = project.addTask('lint:house', {
  description: 'Check which file imports which, types included',
});
house.exec('tsx projenrc/house/index.ts');

// Everything that runs in Lambda is bundled here, once, so that nothing is bundled at synth or install time.
const bundle = project.addTask('bundle', {
  description: 'Bundle Lambda functions, the runtimes and the testing kit',
});
bundle.exec('tsx projenrc/bundle.ts');
project.preCompileTask.spawn(bundle);
project.preCompileTask.exec('tsx projenrc/tables/index.ts');
project.preCompileTask.exec('tsx projenrc/reference.ts'); // the counterpart of API.md, which covers the constructs
project.preCompileTask.exec('tsx projenrc/sbom.ts');

// `npm test`: the checks use one core, so they run beside Jest.
const check = project.addTask('check', { description: 'Check types, style, and which file imports which' });
// ts-jest only transpiles (isolatedModules); unchanged files are not checked again
check.exec(
  `node ${TSC} --noEmit --incremental --tsBuildInfoFile node_modules/.cache/check.tsbuildinfo -p test/tsconfig.json`,
);
check.spawn(project.eslint!.eslintTask);
check.spawn(house);
project.testTask.reset();
project.testTask.spawn(bundle); // the lifecycle tests run the bundles that AWS would run
project.testTask.exec('tsx projenrc/run-tests.ts', { receiveArgs: true });

project.compileTask.exec('tsx projenrc/lazy/index-module.ts');
project.compileTask.exec('tsx projenrc/lazy/modules.ts');
project.compileTask.exec('tsx projenrc/npm-command.ts');

new SubpathExports(project, [
  { folder: 'channels', esm: true },
  { folder: 'processor', esm: true },
  { folder: 'testing', esm: false },
]);

// projen's type for this has no scopes
project.jest!.config.coverageThreshold = { global: { lines: 95, branches: 95 } };

const demo = project.addTask('demo', { description: 'Deploy, use and destroy the example on this machine' });
demo.spawn(bundle);
demo.exec('tsx --tsconfig examples/tsconfig.json examples/demo/main.ts', { receiveArgs: true });
const example = project.addTask('example', {
  description: 'Start an example on this machine: npm run example -- NAME',
});
example.spawn(bundle);
example.exec('tsx --tsconfig examples/tsconfig.json examples/start.ts', { receiveArgs: true });
const e2e = project.addTask('test:e2e', {
  description: 'Deploy the example with the real CDK CLI onto MiniStack',
});
e2e.exec('tsx test/e2e/run.ts', { receiveArgs: true });
const bench = project.addTask('bench', { description: 'Measure the library beside its peers' });
bench.exec('tsx --tsconfig benchmarks/tsconfig.json benchmarks/index.ts', { receiveArgs: true });
const packageTest = project.addTask('test:package', {
  description: 'Use the packed tarball as a new user would',
});
packageTest.exec('tsx test/package/run.ts', { receiveArgs: true });

const consoleTest = project.addTask('test:console', {
  description: 'Run the console blocks of the README and the first pages as a reader does',
});
consoleTest.exec('tsx test/console/run.ts', { receiveArgs: true });

const nodeVersions = project.addTask('test:node-versions', {
  description: 'Run the unit tests and those of the packed package on Node.js 20, 22 and 24',
});
nodeVersions.exec('tsx test/node-versions/run.ts', { receiveArgs: true });

const packagesTest = project.addTask('test:packages', {
  description: 'Make the package of each registry, or its sources where something is missing for that',
});
packagesTest.exec('tsx test/packages/run.ts');

const packageLint = project.addTask('lint:package', {
  description:
    'Check the packed tarball, what is bundled in it, and its API next to that of the last release',
});
packageLint.exec('tsx test/package/gates.ts', { receiveArgs: true });

const browserTest = project.addTask('test:browser', {
  description: "Use the emulator's inspector in a headless Chromium",
});
browserTest.spawn(bundle);
browserTest.exec('tsx test/browser/run.ts', { receiveArgs: true });

// What starts no process of its own and synthesizes no whole app: the tests to run while writing code.
const jest = ['node', ...NODE_OPTIONS_OF_JEST, JEST_PROGRAM].join(' ');
const unitTest = project.addTask('test:unit', { description: 'Run the tests that need no processes' });
hastenSynthesis(unitTest, { 'aws:cdk:disable-asset-staging': true }); // none of them deploys an asset
unitTest.exec(
  `${jest} --ci --coverage=false --testPathPatterns='${UNIT_TESTS}' --testPathIgnorePatterns='${NO_UNIT_TESTS}' '${LONG_TESTS}'`,
  {
    receiveArgs: true,
  },
);

const longTests = project.addTask('test:long', {
  description: 'Run the tests that find something by their number',
});
hastenSynthesis(longTests);
longTests.spawn(bundle);
longTests.exec(
  `${jest} --ci --coverage=false --testPathPatterns='${LONG_TESTS}' --testPathIgnorePatterns=/node_modules/`,
  { receiveArgs: true },
);

const newestCdk = project.addTask('test:newest-cdk', {
  description: 'Run the unit tests against the newest aws-cdk-lib and constructs',
});
newestCdk.exec('tsx test/newest-cdk/run.ts', { receiveArgs: true });

const matrix = project.addTask('test:matrix', {
  description: 'Try the providers with everything that can go wrong in a deployment',
});
matrix.spawn(bundle); // some cases run the bundles
matrix.exec('tsx test/matrix/run.ts', { receiveArgs: true });
const soak = project.addTask('test:soak', {
  description: 'Try the providers with more cases than CI does, such as --cases 200000 --seed 7',
});
soak.spawn(bundle);
soak.exec('tsx test/matrix/run.ts', { receiveArgs: true });

const apiLint = project.addTask('lint:api', {
  description: 'Check the public API by the rules of the AWS CDK',
});
apiLint.exec('awslint --no-compile');
// It looks for the Duration of CDK v1, `@aws-cdk/core.Duration`, and so takes that of aws-cdk-lib for something else.
const durations = [
  'AppInstanceAdminProviderProps.timeout',
  'ChannelFlowAssociationProviderProps.timeout',
  'ChannelFlowCoverageProviderProps.timeout',
  'ChannelFlowProviderProps.timeout',
  'MessagingStreamingConfigurationProviderProps.timeout',
  'ProcessorGuardDecisionMetricOptions.period',
  'ProviderFunctionOptions.timeout',
];
// Yarn Plug'n'Play keeps packages in archives, in which functions cannot run.
project.package.addField('preferUnplugged', true);
project.package.addField('awslint', {
  exclude: durations.map((property) => `duration-prop-type:cdk-chime-sdk-messaging.${property}`),
});

const conformance = project.addTask('test:conformance', {
  description: 'Check the emulator, or another endpoint, against the service model of AWS',
});
conformance.exec('tsx test/conformance/run.ts', { receiveArgs: true });

const verifyAws = project.addTask('verify:aws', {
  description: 'Check the library against AWS itself, or rehearse that with --endpoint emulator',
});
verifyAws.spawn(bundle);
verifyAws.exec('tsx --tsconfig examples/tsconfig.json test/verify-aws/run.ts', { receiveArgs: true });

const languages = project.addTask('test:languages', {
  description: 'Build and use the Python, Java, Go and .NET bindings',
});
languages.exec('tsx test/languages/run.ts', { receiveArgs: true });

// README, docs and docstrings are compiled: an example that does not compile, or that Go cannot have, fails the build.
const rosetta = project.addTask('rosetta', {
  description: 'Compile every TypeScript example of the README, the docs and the docstrings',
});
rosetta.exec('jsii-rosetta extract --strict');
rosetta.exec('tsx projenrc/rosetta-docs.ts');
rosetta.exec('tsx projenrc/go/index.ts');
project.postCompileTask.spawn(rosetta);
project.addGitIgnore('.jsii.tabl.json*');

pinActions(project.github!);
addChecks(project.buildWorkflow!.workflow);
addVerifyAwsWorkflow(project.github!);
offerChangelog(project, project.github!);
limitPermissions(project);
const workflowLint = project.addTask('lint:workflows', {
  description: 'Check the workflows with actionlint, and that every action is pinned',
});
workflowLint.exec('tsx projenrc/github/lint.ts');

new JsonFile(project, 'cdk.json', {
  marker: false,
  obj: {
    app: 'npx tsx --tsconfig examples/tsconfig.json examples/moderated-chat/app.ts',
    build: 'npm run --silent bundle',
    watch: {
      include: ['src/**', 'lambda/**', 'processor/**', 'channels/**', 'examples/**'],
      // without what the build itself writes: each deployment would cause the next
      exclude: [
        '**/*.d.ts',
        '**/*.d.mts',
        '**/*.js',
        '**/lib/**',
        '**/cdk.out/**',
        '**/node_modules/**',
        'examples/*/page/**',
      ],
    },
    output: 'cdk.out',
    'cli-telemetry': false,
  },
});
new TextFile(project, '.nvmrc', { lines: ['20'] });

// A local build packs for npm; the other languages have tasks of their own (they need their toolchains).
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);
// jsii-pacmak's packages for Python would lose what stands in a dict.
project.tasks.tryFind('package:python')!.reset('tsx projenrc/python/index.ts -v --target python');

// The AWS SDK warns of Node 20 in every process; the library's own floor stays there.
project.tasks.addEnvironment('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
hastenSynthesis(project.testTask);
// jsii prints a banner on Node 20; it is silenced by major version.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// unrs-resolver 1.13.0 names platform packages that the registry does not have: `npm ci` would fail.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
// cdk-nag asks for constructs 10.5.1; the tests run at this library's own floor.
project.package.addField('overrides', {
  'unrs-resolver': '1.12.2',
  'cdk-nag': { constructs: `$constructs` },
});

for (const folder of ['lambda', 'testing', 'examples', 'benchmarks', 'channels', 'processor', 'projenrc']) {
  project.eslint?.allowDevDeps(`${folder}/**`);
}

// Only processors and backends need the SDK. A range was not possible: jsii takes what stands in `peerDependencies` for a jsii module.
project.package.addField('peerDependenciesMeta', {
  '@aws-sdk/client-chime-sdk-messaging': { optional: true },
});

// What ships is named, rather than what does not: a stray folder never does.
project.package.addField('files', [
  '.jsii',
  '.jsii.tabl.json',
  'API.md',
  'CHANGELOG.md',
  'NOTICE',
  'assets',
  'channels/lib',
  'lib',
  'processor/lib',
  'rosetta',
  'sbom.cdx.json',
  'testing/lib',
]);

project.synth();
