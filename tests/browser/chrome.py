"""Drives headless Chromium over its debugging pipe: JSON messages, each ended by a zero byte. No package is needed."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Chrome:
    """A browser with one page, which is closed at the end of a `with` block."""

    def __init__(self, program, wait=60):
        self.wait = wait
        self.profile = tempfile.mkdtemp(prefix="tamis-browser-")
        to_browser, self.out = os.pipe()
        self.into, from_browser = os.pipe()
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
                   f"--user-data-dir={self.profile}", "--remote-debugging-pipe", "about:blank"]

        # The browser reads messages from descriptor 3 and writes answers to 4; a shell puts ours there.
        high = [os.dup2(to_browser, 60), os.dup2(from_browser, 61)]
        shell = ["bash", "-c", 'exec 3<&60 4>&61 60<&- 61>&-; exec "$@"', "bash"]
        try:
            self.process = subprocess.Popen([*shell, *command], pass_fds=high, stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL)
        finally:
            for descriptor in (to_browser, from_browser, *high):
                os.close(descriptor)
        self.buffer, self.number, self.session, self.events = b"", 0, None, []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.into)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _receive(self, until):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.into], [], [], max(0, until - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser does not answer")
            part = os.read(self.into, 1 << 20)
            if not part:
                raise RuntimeError("the browser has ended")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def send(self, method, **parameters):
        """Calls a method of the protocol; its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        view = memoryview(json.dumps(message).encode() + b"\0")
        while view:
            view = view[os.write(self.out, view[:65536]):]
        until = time.monotonic() + self.wait
        while True:
            answer = self._receive(until)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, url):
        """Opens an address and waits for its load event; seconds until then."""
        self.events.clear()
        start = time.monotonic()
        self.send("Page.navigate", url=url)
        until = start + self.wait
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._receive(until))
        return time.monotonic() - start

    def run(self, script):
        """The value of a JavaScript expression, awaited where it is a promise."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def key(self, key, code=None, text=None, modifiers=0):
        """Presses and releases a key."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, " ": 32}
        press = {"key": key, "code": code or key, "windowsVirtualKeyCode": codes.get(key, 0), "modifiers": modifiers}
        if key == "Enter":
            text = "\r"
        if text:
            press["text"] = text
        self.send("Input.dispatchKeyEvent", type="keyDown", **press)
        self.send("Input.dispatchKeyEvent", type="keyUp", **{k: v for k, v in press.items() if k != "text"})

    def type(self, text):
        """Types text into what has the focus."""
        self.send("Input.insertText", text=text)

    def size(self, width, height, scale=1, mobile=False):
        """Sets the size of the view."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile)

    def media(self, scheme):
        """Sets the preferred colours: light or dark."""
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def pdf(self):
        """The page as a PDF."""
        return base64.b64decode(self.send("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])

    def picture(self, whole=False):
        """The view, or the whole page, as a PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", captureBeyondViewport=whole)["data"])
