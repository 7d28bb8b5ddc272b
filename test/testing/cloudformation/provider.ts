import type { Template, TemplateResource } from '../../../testing/cloudformation';

/** The reaction of a scripted custom resource to a request; by default, it succeeds. */
export interface Step {
  readonly delay?: number;
  /** Waits until this URL responds before it responds itself. */
  readonly waitFor?: string;
  /** Waits until this URL responds after it has responded itself. */
  readonly thenWaitFor?: string;
  /** Ends without a response. */
  readonly silent?: boolean;
  /** Throws instead of responding. */
  readonly crash?: string;
  /** Sends this instead of a proper response. */
  readonly raw?: string;
  /** Cuts off its response in the middle. */
  readonly breakOff?: boolean;
  /** Responds again with a different physical id. */
  readonly again?: string;
  readonly status?: 'SUCCESS' | 'FAILED';
  readonly reason?: string;
  readonly id?: string;
  readonly data?: Record<string, unknown>;
  readonly noEcho?: boolean;
  readonly stackId?: string;
}

/** By request type, or by a property that overrides it (`Update:2` for version 2 of the properties). */
export type Script = Record<string, Step>;

/** A function that follows the script in the resource's properties; it logs each event as a line of JSON. */
export const PROVIDER_CODE = `
const http = require('node:http'); // fetch takes much longer to load
const https = require('node:https');
exports.handler = async (event) => {
  const { ResponseURL, ...request } = event;
  console.log(JSON.stringify(request));
  const { Script, Version } = event.ResourceProperties;
  const script = JSON.parse(Script || '{}');
  const step = script[event.RequestType + ':' + Version] || script[event.RequestType] || {};
  if (step.delay) await new Promise((resolve) => setTimeout(resolve, step.delay));
  const visit = (url) => url && new Promise((resolve) => http.get(url, resolve));
  await visit(step.waitFor);
  if (step.crash) throw new Error(step.crash);
  if (step.silent) return;
  const put = (body) =>
    new Promise((resolve, reject) =>
      https
        .request(ResponseURL, { method: 'PUT' }, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end(body),
    );
  if (step.breakOff) {
    const upload = https.request(ResponseURL, { method: 'PUT', headers: { 'content-length': 500 } });
    upload.on('error', () => {}).write('{"Stat');
    await new Promise((resolve) => setTimeout(resolve, 50));
    return void upload.destroy();
  }
  if (step.raw !== undefined) return void (await put(step.raw));
  const reply = (id) => JSON.stringify({
    Status: step.status || 'SUCCESS',
    Reason: step.reason,
    PhysicalResourceId: id,
    StackId: step.stackId || event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    Data: step.data,
    NoEcho: step.noEcho,
  });
  await put(reply(step.id || event.PhysicalResourceId || event.LogicalResourceId + '-id'));
  if (step.again) await put(reply(step.again));
  await visit(step.thenWaitFor);
};`;

export function functionResource(code: string, properties: Record<string, unknown> = {}): TemplateResource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Timeout: 20,
      Code: { ZipFile: code },
      ...properties,
    },
  };
}

/** A custom resource of the function `Provider`. */
export function custom(
  script: Script = {},
  properties: Record<string, unknown> = {},
  attributes: Partial<TemplateResource> = {},
): TemplateResource {
  const serviceToken = { 'Fn::GetAtt': ['Provider', 'Arn'] };
  return {
    Type: 'Custom::Thing',
    Properties: { ServiceToken: serviceToken, Script: JSON.stringify(script), ...properties },
    ...attributes,
  };
}

/** A template with the scripted provider and some resources. */
export function templateWith(
  resources: Record<string, TemplateResource>,
  sections: Partial<Template> = {},
): Template {
  return { ...sections, Resources: { Provider: functionResource(PROVIDER_CODE), ...resources } };
}
