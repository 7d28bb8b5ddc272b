import { behaviorPresets } from '../emulator';
import { LOG_LEVELS } from './log';

export const HELP = `Amazon Chime SDK messaging with channel flows on this machine.

Usage: chime-messaging-emulator [options]

  --port PORT                the port on the loopback interface (default: any that is free)
  --tls                      serves HTTPS and WSS, with a certificate made at start, whose path is
                             printed as NODE_EXTRA_CA_CERTS; Amazon Chime SDK's own client needs it
  --allow-origin URL         lets pages of this origin call the emulator, such as
                             http://localhost:3000. Can be given more than once (default: none)
  --inspect                  serves a page that shows what happens: channels, flows, and each message's
                             way through the processors
  --inspect-port PORT        the port of that page on the loopback interface (default: any that is
                             free); implies --inspect
  --region REGION            (default: us-east-1)
  --account ACCOUNT          the id of the AWS account (default: 111122223333)
  --seed FILE                app instances, users, channels and flows to begin with, as JSON
  --deploy FOLDER            deploys every stack of a cloud assembly, such as cdk.out, with the functions, roles
                             and guards that it has
  --app COMMAND              runs a command that synthesizes an AWS CDK app, such as "npx tsx app.ts", and
                             deploys it
  --watch                    deploys again what changes: in the folder of --deploy, or for --app in the
                             working directory, of which watch in cdk.json can include and exclude files
  --stubs TYPE               stubs resources of this type, such as AWS::DynamoDB::Table; all stubs every
                             resource that does not run locally. Can be given more than once
  --ready-file FILE          writes the endpoint, the variables and the outputs to this file, as JSON, when
                             all is ready
  --json                     writes the same, and each deployment after it, to the standard output, one JSON
                             object per line
  --function ARN=MODULE      runs a local module in JavaScript, TypeScript or Python as the function with this
                             ARN or name; its handler is named handler. It is loaded again when it changes.
                             TypeScript is compiled by your esbuild, Python runs on your python3. Can be given
                             more than once. Such a function has no guard: if it throws or times out, its
                             message stays PENDING, as on AWS without a guard
  --lambda-endpoint URL      where all other functions are invoked, through the Lambda API
  --preset NAME              how AWS behaves where that is not documented:
                             ${Object.keys(behaviorPresets).join(', ')} (default: documented-likely)
  --behavior NAME=VALUE      one such behavior. Can be given more than once
  --log-level LEVEL          ${LOG_LEVELS.join(', ')} (default: info), on the standard error output
  --help, -h                 shows this
  --version                  shows the version

A seed names everything by ids of your choice, and all but ids, processors and createdBy can be left out:

  { "appInstances": [{
      "id": "chat", "name": "Chat",
      "users": [{ "id": "alice", "name": "Alice" }, { "id": "bob" }],
      "bots": [{ "id": "helper" }],
      "admins": ["alice"],
      "channelFlows": [{ "id": "moderation", "name": "Moderation", "processors": [
        { "function": "moderate", "name": "Moderate", "fallbackAction": "ABORT" }] }],
      "channels": [{ "id": "general", "name": "General", "mode": "UNRESTRICTED", "privacy": "PUBLIC",
        "metadata": "{}", "createdBy": "alice", "members": ["bob"], "moderators": ["bob"],
        "channelFlow": "moderation" }] }] }
`;
