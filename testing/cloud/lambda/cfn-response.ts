/**
 * Our version of the `cfn-response` module, which CloudFormation adds to inline code: it responds to a custom
 * resource's request and then ends the invocation.
 */
export const CFN_RESPONSE = `
exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';
exports.send = (event, context, status, data, physicalId, noEcho) => {
  const body = JSON.stringify({
    Status: status,
    Reason: 'See the log stream ' + context.logStreamName,
    PhysicalResourceId: physicalId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: data,
  });
  return new Promise((resolve, reject) => {
    const request = require('https').request(event.ResponseURL, {
      method: 'PUT',
      headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
    });
    request.on('response', (response) => { response.resume(); response.on('end', resolve); });
    request.on('error', reject);
    request.end(body);
  }).finally(() => context.done && context.done());
};
`;

/** The same for Python, where the module is called `cfnresponse`. */
export const CFN_RESPONSE_PYTHON = `
import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or "See the log stream " + context.log_stream_name,
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }).encode()
    headers = {"content-type": "", "content-length": str(len(body))}
    request = urllib.request.Request(event["ResponseURL"], body, headers, method="PUT")
    with urllib.request.urlopen(request) as response:
        print("Status code:", response.status)
`;
