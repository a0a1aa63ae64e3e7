# Rows of behaviours.py, which defines the names that are used here.


@contextlib.contextmanager
def secure(*flags):
    """A server that speaks TLS, a folder of certificates, and what its kubeconfig says."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(sys.argv[1], "--tls", "--kubeconfig-out", folder + "/kubeconfig", *flags)
        try:
            with open(folder + "/kubeconfig") as f:
                config = dict(re.findall(r"^ *([\w-]+): (\S+)$", f.read(), re.M))
            for name in ("certificate-authority-data", "client-certificate-data", "client-key-data"):
                with open(f"{folder}/{name}", "wb") as f:
                    f.write(base64.b64decode(config[name]))
            yield server, folder, config
        finally:
            server.end()


def over_tls(server, folder, certificate=False, **headers):
    """The status of a list over TLS that is verified by the kubeconfig's authority."""
    context = ssl.create_default_context(cafile=folder + "/certificate-authority-data")
    if certificate:
        context.load_cert_chain(folder + "/client-certificate-data", folder + "/client-key-data")
    more = "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    with context.wrap_socket(server.connect(), server_hostname="127.0.0.1") as s:
        s.sendall(f"GET /api/v1/namespaces HTTP/1.1\r\nHost: x\r\n{more}Connection: close\r\n\r\n".encode())
        data = b""
        while part := s.recv(65536):
            data += part
    return int(data.split()[1]), data


@row("https", "the certificate is of the authority in the kubeconfig, and the port speaks http as well")
def _(a):
    with secure() as (server, folder, config):
        assert config["server"] == f"https://127.0.0.1:{server.port}"
        assert over_tls(server, folder)[0] == 200 and server.call("GET", "/api/v1/namespaces")[0] == 200


@row("https", "with --authenticate, who shows nothing or a wrong token is 401")
def _(a):
    with secure("--authenticate") as (server, folder, config):
        status, answer = over_tls(server, folder)
        assert status == 401 and b'"reason":"Unauthorized"' in answer
        assert over_tls(server, folder, Authorization="Bearer guess")[0] == 401
        assert over_tls(server, folder, Authorization="Bearer albspec")[0] == 401


@row("https", "with --authenticate, the certificate or the token of the kubeconfig is enough, and http stays open")
def _(a):
    with secure("--authenticate") as (server, folder, config):
        assert over_tls(server, folder, certificate=True)[0] == 200
        assert over_tls(server, folder, Authorization="Bearer " + config["token"])[0] == 200
        assert server.call("GET", "/api/v1/namespaces")[0] == 200


@row("https", "with --authenticate, a certificate of another authority is 401")
def _(a):
    with secure("--authenticate") as (server, folder, _), secure() as (_, other, _):
        for name in ("client-certificate-data", "client-key-data"):
            os.replace(f"{other}/{name}", f"{folder}/{name}")
        assert over_tls(server, folder, certificate=True)[0] == 401
