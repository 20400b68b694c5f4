"""A headless browser, driven over a pair of pipes by the DevTools protocol: Chromium, or its headless shell, from the distribution.

Out: Browser, with one page. What the page asked the network for and what it wrote on its console is kept, from before the page begins to load.
"""
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SECONDS = 60  # for one answer, on a machine that is busy


def find():
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Failed(Exception):
    pass


class Browser:
    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory()
        to_read, self.out = os.pipe()
        self.into, to_write = os.pipe()
        command = [program, "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-sync",
                   "--force-color-profile=srgb", "--font-render-hinting=none", "--hide-scrollbars", "--user-data-dir=" + self.folder.name, "about:blank"]
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # which Chromium asks for when it is started by root, as in a container
        # The browser reads its commands from 3 and answers to 4.
        high = [os.dup(to_read), os.dup(to_write)]
        script = 'exec "$@" 3<&%d 4>&%d' % tuple(high)
        self.process = subprocess.Popen(["sh", "-c", script, "sh"] + command, pass_fds=high, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env=dict(os.environ, HOME=self.folder.name))
        for end in (to_read, to_write, *high):
            os.close(end)
        self.number, self.rest, self.requests, self.console, self.session = 0, b"", [], [], None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM", "CSS"):
            self.ask(domain + ".enable")

    def receive(self, until):
        """The next message."""
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.into], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise Failed("the browser does not answer")
            part = os.read(self.into, 1 << 20)
            if not part:
                raise Failed("the browser ended")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(message)
        method, values = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(values["request"]["url"])
        elif method == "Runtime.consoleAPICalled":
            self.console.append(values["type"] + ": " + " ".join(str(one.get("value", one.get("description"))) for one in values["args"]))
        elif method == "Runtime.exceptionThrown":
            self.console.append("exception: " + json.dumps(values["exceptionDetails"])[:500])
        elif method == "Log.entryAdded":
            self.console.append(values["entry"]["level"] + ": " + values["entry"]["text"])
        return message

    def ask(self, method, **values):
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": values}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + SECONDS
        while True:
            answer = self.receive(until)
            if answer.get("id") == number:
                if "error" in answer:
                    raise Failed(method + ": " + answer["error"]["message"])
                return answer["result"]

    def load(self, path, scheme="light", width=1360, height=900, script=True, stored="localStorage.clear()"):
        """Loads a file; gives the seconds that it took until everything was laid out. stored: runs before the page does, because what another page stored comes when the browser likes."""
        self.ask("Emulation.setScriptExecutionDisabled", value=not script)
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", media="screen", features=[{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}])
        before = self.ask("Page.addScriptToEvaluateOnNewDocument", source=stored)["identifier"]
        self.requests.clear()
        self.console.clear()
        started = time.monotonic()
        answer = self.ask("Page.navigate", url="file://" + os.path.abspath(path))
        if "errorText" in answer:
            raise Failed(answer["errorText"])
        until = started + SECONDS
        while self.evaluate("document.readyState") != "complete":
            if time.monotonic() > until:
                raise Failed("the page does not end to load")
        self.evaluate("document.body.getBoundingClientRect().height")
        seconds = time.monotonic() - started
        self.ask("Page.removeScriptToEvaluateOnNewDocument", identifier=before)
        return seconds

    def evaluate(self, expression):
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise Failed("in the page: " + json.dumps(answer["exceptionDetails"].get("exception", {}).get("description", answer["exceptionDetails"]["text"])))
        return answer["result"].get("value")

    def press(self, key, code=0, text=""):
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **common, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def tab(self):
        self.press("Tab", 9)

    def picture(self, path, clip=None):
        values = {"format": "png"}
        if clip:
            values.update(clip=dict(clip, scale=1), captureBeyondViewport=True)
        import base64
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.ask("Page.captureScreenshot", **values)["data"]))

    def close(self):
        try:
            self.session = None
            self.ask("Browser.close")
        except (Failed, OSError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.into)
        self.folder.cleanup()
