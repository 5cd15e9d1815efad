"""The examples in the documentation: each file in it is as good, or as bad, as it says."""

import json
import re
import socket
import subprocess

import pytest

from cloud import BUILD, INPUTS, PACKAGE, local_cloud
from test_join_by_association import PATH, image, scenario

DOCS = PACKAGE / "docs"
BLOCKS = [
    pytest.param(kind, text, id=f"{path.stem}:{document[:match.start()].count(chr(10)) + 1}")
    for path in [DOCS / "pipeline-file.md", DOCS / "overlays.md"]
    for document in [path.read_text()]
    for match in re.finditer(r"^```yaml ?(\w*)\n(.*?)^```$", document, re.M | re.S)
    for kind, text in [match.groups()] if kind != "fragment"]
PRODUCTS = DOCS / "examples/products"


@pytest.mark.parametrize("kind, text", BLOCKS)
def test_an_example_is_as_good_as_it_says(tmp_path, kind, text):
    file = tmp_path / "example.yaml"
    file.write_text(text)
    verdict = subprocess.run(
        [BUILD / "enlist", "validate", file], capture_output=True, text=True, timeout=30,
        env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
             "ENLIST_ROOT": str(tmp_path)})
    assert verdict.returncode == (65 if kind == "invalid" else 0), verdict.stderr


def program(root, path, text):
    """A program on the search path of the instance's steps."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def cloud(tmp_path):
    """A cloud with the layer `shop` of Systems Manager, and an image that has the agent."""
    with local_cloud(tmp_path, scenario(tmp_path)) as cloud:
        image(cloud)
        yield cloud


def run(cloud, *more):
    return cloud.run("--pipeline", "systems-manager", "--json", *more)


@pytest.fixture
def product(cloud):
    """Installs an example as the product `shop`, its programs taken from the sandbox."""
    def install(name, **programs):
        text = (PRODUCTS / f"{name}.yaml").read_text()
        for path, body in programs.items():
            name = path.replace("__", "/").replace("_", "-")
            assert f"/{name}" in text
            text = text.replace(f"/{name}", program(cloud.root(), name, body))
        # No package is installed on the machine that the test runs on.
        text += "  - remove: install-dependencies\n" if "install-dependencies" not in text else ""
        folder = cloud.root() / "etc/enlist/products"
        folder.mkdir(parents=True)
        (folder / "shop.yaml").write_text(text)
    return install


def steps(finished):
    assert finished.status == 0, finished
    events = [json.loads(line) for line in finished.output.splitlines()]
    return [event["step"] for event in events if event["type"] == "step-succeeded"]


def test_the_web_shop_joins_with_its_volume_and_its_port(cloud, product):
    product("web-shop", usr__local__sbin__mount_data="mkdir -p \"$1/data\"")
    file = cloud.root() / "etc/enlist/products/shop.yaml"
    with socket.create_server(("127.0.0.1", 0)) as shop:
        text = file.read_text().replace("127.0.0.1:8080", f"127.0.0.1:{shop.getsockname()[1]}")
        file.write_text(text.replace("/srv]", f"{cloud.root()}/srv]"))
        assert steps(run(cloud)) == [
            "ohai-hint", "look-up-associations", "derive-hostname", "tag-instance", "mount-data-volume",
            "start-ssm-agent", "wait-until-managed", "wait-until-applied", "wait-for-shop"]
    assert (cloud.root() / "set-up").exists()
    assert (cloud.root() / "srv/data").is_dir()


def test_the_worker_joins_with_its_file(cloud, product):
    product("worker")
    joined = run(cloud, "--skip", "install-dependencies")
    assert "write-file" in steps(joined)
    assert (cloud.root() / "set-up").exists()
    assert (cloud.root() / "etc/worker.conf").read_text() == "queue=prod-shop\n"
    planned = json.loads(cloud.enlist(
        "plan", "--json", *INPUTS, "--pipeline", "systems-manager").output)
    packages = next(step for step in planned["steps"] if step["id"] == "install-dependencies")
    assert packages["parameters"]["packages"] == ["libyaml", "ffmpeg"]
    assert {rule["attempts"] for rule in packages["policy"]["retry"]
            if "transient" in rule["on"]} == {20}


@pytest.mark.parametrize("disk, is_ready", [("fast", True), ("slow", False)])
def test_a_batch_machine_joins_and_is_checked(cloud, product, disk, is_ready):
    product("batch", usr__local__bin__check_disk=f"echo checks.disk={disk} >\"$ENLIST_GIVES\"")
    joined = steps(run(cloud))
    assert "ohai-hint" not in joined
    assert joined[-2:] == (
        ["check-disk", "mark-ready"] if is_ready else ["wait-until-applied", "check-disk"])
    assert cloud.state()["machines"][0]["tags"]["enlist:layer"] == PATH
    ready = cloud.root() / "var/lib/batch.ready"
    assert ready.exists() == is_ready
    assert not is_ready or ready.read_text() == "disk fast\n"


# Systems Manager

MANAGED = DOCS / "examples/systems-manager/products"
LAYER = "/enlist/v3/prod/web/shop"


def joined_by(folder, name, change, *words):
    """Runs an example as the product `shop` of the pipeline `systems-manager`; gives its steps and the cloud's state."""
    units = folder / "root/usr/lib/systemd/system"
    units.mkdir(parents=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")
    scenario = {
        "region": "eu-west-1", "timings": {"worker-start": 0.1, "association-first-look": 0.1, "document": 0.1},
        "associations": [{"document": "AWS-ApplyChefRecipes", "targets": {"tag:enlist:layer": [LAYER]}}],
        "instances": [{"agent-after": 0.1, "root": str(folder / "root")}]}
    with local_cloud(folder, scenario) as cloud:
        products = cloud.root() / "etc/enlist/products"
        products.mkdir(parents=True)
        (products / "shop.yaml").write_text(change(cloud, (MANAGED / f"{name}.yaml").read_text()))
        finished = cloud.run("--pipeline", "systems-manager", "--json", *words)
        return steps(finished), cloud.state()["machines"][0]


def test_the_web_shop_of_systems_manager_joins_with_its_volume_and_its_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as shop:
        def change(cloud, text):
            mount = program(cloud.root(), "usr/local/sbin/mount-data", 'mkdir -p "$1/data"')
            text = text.replace("/usr/local/sbin/mount-data", mount).replace("/srv]", f"{cloud.root()}/srv]")
            text = text.replace("127.0.0.1:8080", f"127.0.0.1:{shop.getsockname()[1]}")
            return text + "  - remove: install-dependencies\n"
        done, machine = joined_by(tmp_path, "web-shop", change)
    assert done == ["ohai-hint", "mount-data-volume", "look-up-associations", "derive-hostname", "tag-instance",
                    "start-ssm-agent", "wait-until-managed", "wait-until-applied", "wait-for-shop"]
    assert machine["tags"]["enlist:layer"] == LAYER
    assert (tmp_path / "root/srv/data").is_dir()


def test_the_worker_of_systems_manager_joins_with_its_name_and_its_file(tmp_path):
    done, machine = joined_by(tmp_path, "worker", lambda _, text: text, "--skip", "install-dependencies")
    assert done.index("write-file") < done.index("start-ssm-agent")
    assert machine["tags"]["Name"] == f"v3 prod web - prod-{machine['id']}"
    assert (tmp_path / "root/etc/worker.conf").read_text() == "queue=prod-shop\n"


def test_each_example_of_a_product_is_run_here():
    assert {file.stem for file in MANAGED.glob("*.yaml")} == {"web-shop", "worker"}
    assert {file.stem for file in PRODUCTS.glob("*.yaml")} == {"web-shop", "worker", "batch"}
