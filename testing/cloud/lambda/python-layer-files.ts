/** The Python counterpart of `layer-files.ts`: reads of paths below `/opt` go to layers. */
export const PYTHON_LAYER_FILES = `
def read_layers_at_opt(layers):
    import builtins, functools, io, pkgutil, posixpath, subprocess

    stat = os.stat  # as it is at first: later, it looks in layers itself

    def found(path):
        text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else None
        if not isinstance(text, str) or not text.startswith("/opt"):
            return path
        full = posixpath.normpath(text)
        if full != "/opt" and not full.startswith("/opt/"):
            return path
        place = layers + full[4:]
        try:
            stat(place)
        except OSError:
            return path
        return place

    plain = re.fullmatch(r"[\\w./-]+", layers, re.ASCII)
    word = re.compile(r"""(file://)?([^\\s"'\`:;,=()<>|&]+)""")

    def found_in(text):
        if not plain or not isinstance(text, str):
            return text
        return word.sub(lambda match: (match[1] or "") + found(match[2]), text)

    def variable_found(value):
        whole = found(value)
        return found_in(value) if whole == value else whole

    def reading(original, reads=lambda *args, **options: True, path="path"):
        @functools.wraps(original)
        def wrapper(*args, **options):
            if not args and path in options:
                args = (options.pop(path),)
            if args and reads(*args[1:], **options):
                args = (found(args[0]), *args[1:])
            return original(*args, **options)

        # os lists the functions that support each option on this platform
        for group in (os.supports_dir_fd, os.supports_effective_ids, os.supports_fd, os.supports_follow_symlinks):
            if original in group:
                group.add(wrapper)
        return wrapper

    os.symlink = reading(os.symlink, path="src")
    readers = ["access", "chdir", "getxattr", "listdir", "listxattr", "lstat", "readlink", "scandir", "stat"]
    for name in filter(functools.partial(hasattr, os), readers):
        setattr(os, name, reading(getattr(os, name)))
    os.open = reading(os.open, lambda flags, *_, **__: not flags & (os.O_WRONLY | os.O_RDWR))
    reads_text = lambda mode="r", *_, **__: not set(mode) & set("wax+")
    builtins.open = io.open = reading(io.open, reads_text, path="file")

    start = subprocess.Popen.__init__

    def start_found(self, args, *rest, **options):
        if "cwd" in options:
            options["cwd"] = found(options["cwd"])
        if options.get("env") is not None:
            options["env"] = {name: variable_found(value) for name, value in options["env"].items()}
        command = found_in if options.get("shell") else found
        is_list = isinstance(args, (list, tuple))
        args = [*map(command, args[:1]), *map(found, args[1:])] if is_list else command(args)
        # the function may have set some variables in the meantime
        os.environ.update({name: variable_found(value) for name, value in os.environ.items()})
        start(self, args, *rest, **options)

    subprocess.Popen.__init__ = start_found
    system = os.system
    os.system = lambda command: system(found_in(command))

    # certificate files, which OpenSSL opens itself
    for name in ("load_cert_chain", "load_verify_locations"):
        load = getattr(ssl.SSLContext, name)
        setattr(ssl.SSLContext, name, lambda self, *args, load=load, **options: load(
            self, *map(found, args), **{name: found(value) for name, value in options.items()}))

    # the folders for \`import\`, which does not read through os
    def finder(path):
        place = found(path)
        if place == path:
            raise ImportError
        return pkgutil.get_importer(place)

    sys.path_hooks.insert(0, finder)
`;
