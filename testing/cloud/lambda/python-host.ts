import { PYTHON_LAYER_FILES } from './python-layer-files';
import { RESPONSE_HOST } from './response-host';

/**
 * The program of a Python Lambda function: the counterpart of `host.ts`. It exchanges the same messages, as lines of
 * JSON over the channel whose descriptor Node.js passes in `NODE_CHANNEL_FD`.
 */
export const PYTHON_HOST = `
import importlib, importlib.util, itertools, json, logging, os, re, socket, ssl, sys, time, traceback

channel = socket.socket(fileno=int(os.environ.pop("NODE_CHANNEL_FD")))
lines = channel.makefile("r", encoding="utf-8")


def send(message):
    channel.sendall((json.dumps(message) + "\\n").encode())


# Output goes over the channel, so that it arrives before the result that follows it; all else is left to the stream.
class Log:
    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        send({"type": "log", "text": text})
        return len(text)

    def writelines(self, lines):
        self.write("".join(lines))


# Lambda's runtime adds a handler to the root logger, so records that pass its level are logged, and basicConfig() has no effect.
class LogHandler(logging.Handler):
    request_id = ""

    def emit(self, record):
        record.aws_request_id = self.request_id
        send({"type": "log", "text": self.format(record)})


class Identity:
    cognito_identity_id = cognito_identity_pool_id = None


class Context:
    client_context = None
    identity = Identity()

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

    def log(self, message):
        sys.stdout.write(str(message))


# As in response-tls.ts: connections to the host of a ResponseURL go directly to its server, without TLS.
RESPONSE_HOST = re.compile(r"${RESPONSE_HOST.source}")
getaddrinfo, wrap_socket = socket.getaddrinfo, ssl.SSLContext.wrap_socket


class SecuredSocket(socket.socket):
    def getpeercert(self, binary_form=False):
        return b"" if binary_form else {}

    def selected_alpn_protocol(self):
        return None

    def version(self):
        return "TLSv1.3"

    def cipher(self):
        return None


def find_response_server(host, port, *args, **options):
    found = RESPONSE_HOST.match(host) if isinstance(host, str) else None
    return getaddrinfo("127.0.0.1" if found else host, int(found[1]) if found else port, *args, **options)


def wrap_unless_response_server(self, sock, *args, **options):
    if not RESPONSE_HOST.match(options.get("server_hostname") or ""):
        return wrap_socket(self, sock, *args, **options)
    timeout = sock.gettimeout()
    secured = SecuredSocket(fileno=sock.detach())
    secured.settimeout(timeout)
    return secured


socket.getaddrinfo = find_response_server
ssl.SSLContext.wrap_socket = wrap_unless_response_server


${PYTHON_LAYER_FILES}

# The frames before the function's first one belong to this program and to the module loader.
def is_around(frame):
    return frame.filename.startswith("<") or frame.filename == importlib.__file__


def describe(error, kind=None):
    if isinstance(error, ModuleNotFoundError) and error.name in ("boto3", "botocore"):
        error.msg += ": Lambda's runtime has it, this machine does not; run 'pip install boto3'"
    return {
        "errorType": kind or type(error).__name__,
        "errorMessage": str(error),
        "stackTrace": traceback.format_list(itertools.dropwhile(is_around, traceback.extract_tb(error.__traceback__))),
    }


# Errors of Lambda's runtime itself.
class Fault(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = f"Runtime.{kind}"


# As in host.ts, the name can also include the file extension.
def import_module(path):
    if not path.endswith(".py"):
        return importlib.import_module(path.replace("/", "."))
    name = os.path.basename(path)[:-3]
    spec = importlib.util.spec_from_file_location(name, os.path.join(os.environ["LAMBDA_TASK_ROOT"], path))
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load(name):
    path, dot, function = name.rpartition(".")
    if not dot:
        raise Fault("MalformedHandlerName", f"Bad handler '{name}': it must be the name of a module and of a function")
    module = import_module(path)
    if not hasattr(module, function):
        raise Fault("HandlerNotFound", f"Handler '{function}' missing on module '{path}'")
    return getattr(module, function)


# Why there is no handler. An exception of the module is reported unchanged.
def describe_failure(error):
    failure = describe(error, error.kind if isinstance(error, Fault) else None)
    module = os.environ["_HANDLER"].rpartition(".")[0]
    if isinstance(error, ImportError):
        failure["errorType"] = "Runtime.ImportModuleError"
        failure["errorMessage"] = f"Unable to import module '{module}': {error}"
    elif isinstance(error, SyntaxError):
        failure["errorType"] = "Runtime.UserCodeSyntaxError"
        failure["errorMessage"] = f"Syntax error in module '{module}': {error}"
        failure["stackTrace"] = [f'  File "{error.filename}" Line {error.lineno}\\n    {error.text}']
    return failure


def number(value):
    from decimal import Decimal  # it takes time, and few functions return one

    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def marshal(result):
    try:
        return json.dumps(result, default=number, allow_nan=False)
    except Exception as error:
        raise Fault("MarshalError", f"Unable to marshal response: {error}") from None


layers = os.environ.pop("LOCAL_LAMBDA_LAYERS", None)
if layers:
    read_layers_at_opt(layers)

sys.stdout, sys.stderr = Log(sys.stdout), Log(sys.stderr)
log_handler = LogHandler()
log_handler.setFormatter(logging.Formatter(
    "[%(levelname)s]\\t%(asctime)s.%(msecs)03dZ\\t%(aws_request_id)s\\t%(message)s\\n", "%Y-%m-%dT%H:%M:%S"))
logging.Formatter.converter = time.gmtime
logging.getLogger().addHandler(log_handler)
sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
handler = failure = None
try:
    handler = load(os.environ["_HANDLER"])
except BaseException as error:
    failure = describe_failure(error)
send({"type": "ready", "failure": failure} if failure else {"type": "ready"})

for line in lines:
    message = json.loads(line)
    if message["type"] != "invoke":
        continue  # Python goes by the clock on the wall
    try:
        if failure:
            send({"type": "error", "error": failure})
        else:
            log_handler.request_id = message["requestId"]
            result = handler(json.loads(message["event"]), Context(message))
            send({"type": "result", "payload": marshal(result)})
    except Fault as error:
        send({"type": "error", "error": {**describe(error, error.kind), "trace": []}})
    except Exception as error:
        send({"type": "error", "error": describe(error)})
`;
