/**
 * The program of a Python Lambda function: `host.ts` in Python. It speaks the same messages, as lines of JSON over the
 * channel whose descriptor Node.js passes in `NODE_CHANNEL_FD`.
 */
export const PYTHON_HOST = `
import importlib, json, os, socket, sys, time, traceback

channel = socket.socket(fileno=int(os.environ.pop("NODE_CHANNEL_FD")))
lines = channel.makefile("r", encoding="utf-8")


def send(message):
    channel.sendall((json.dumps(message) + "\\n").encode())


class Log:
    encoding = "utf-8"

    def write(self, text):
        send({"type": "log", "text": text})
        return len(text)

    def flush(self):
        pass

    def isatty(self):
        return False


class Context:
    def __init__(self, message):
        self.aws_request_id = message["requestId"]
        self.function_name = message["functionName"]
        self.function_version = message["functionVersion"]
        self.invoked_function_arn = message["functionArn"]
        self.memory_limit_in_mb = message["memoryLimitInMB"]
        self.log_group_name = message["logGroupName"]
        self.log_stream_name = message["logStreamName"]
        self._deadline = message["deadline"]

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline - time.time() * 1000))


def describe(error, kind=None):
    return {
        "errorType": kind or type(error).__name__,
        "errorMessage": str(error),
        "trace": traceback.format_exception(type(error), error, error.__traceback__),
    }


def load(name):
    module, _, function = name.rpartition(".")
    return getattr(importlib.import_module(module.replace("/", ".")), function)


sys.stdout = sys.stderr = Log()
sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
handler = failure = None
try:
    handler = load(os.environ["_HANDLER"])
except BaseException as error:
    failure = describe(error, "Runtime.ImportModuleError")
send({"type": "ready", "failure": failure} if failure else {"type": "ready"})

for line in lines:
    message = json.loads(line)
    if message["type"] != "invoke":
        continue  # Python goes by the clock on the wall
    try:
        if failure:
            send({"type": "error", "error": failure})
        else:
            result = handler(json.loads(message["event"]), Context(message))
            send({"type": "result", "payload": json.dumps(result)})
    except Exception as error:
        send({"type": "error", "error": describe(error)})
`;
