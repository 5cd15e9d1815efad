"""`enlist import-stack`: what is made of saved answers, and that an instance joins by it."""

import ast
import copy
import json
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import botocore.session
import botocore.validate
import pytest
import yaml

from cloud import BUILD, PACKAGE, local_cloud
from systems_manager import Manager
from test_iam_policy import actions
from test_moto import moto, server  # noqa: F401
from test_templates import Loader, created, filled, properties

REGION, ACCOUNT = "eu-west-1", "123456789012"
STACK, SHOP, DATABASE, WORKERS = (f"2f18b4cb-4de5-4429-a149-ff7da9f0d8e{n}" for n in range(4))
FILTERED = "*****FILTERED*****"
SAVED = {
    "stacks": {"Stacks": [{
        "StackId": STACK, "Name": "v3 prod web", "Region": REGION,
        "Arn": f"arn:aws:opsworks:{REGION}:{ACCOUNT}:stack/{STACK}/",
        "DefaultOs": "Ubuntu 18.04 LTS", "HostnameTheme": "Fruits", "UseCustomCookbooks": True,
        "CustomJson": '{"shop": {"color": "red", "port": 80}}', "DefaultSshKeyName": "ops",
        "ConfigurationManager": {"Name": "Chef", "Version": "12"},
        "CustomCookbooksSource": {
            "Type": "s3", "Url": "https://s3.amazonaws.com/example-cookbooks/shop.tar.gz",
            "Username": "AKIAIOSFODNN7EXAMPLE", "Password": FILTERED}}]},
    "layers": {"Layers": [
        {"StackId": STACK, "LayerId": SHOP, "Type": "custom", "Name": "Shop", "Shortname": "shop",
         "CustomJson": '{"shop": {"color": "blue"}}', "Packages": ["git"], "EnableAutoHealing": True,
         "CustomRecipes": {
             "Setup": ["shop", "nginx::default"], "Configure": ["shop::peers"],
             "Deploy": ["shop::deploy"], "Undeploy": [], "Shutdown": ["shop::drain"]},
         "VolumeConfigurations": [
             {"MountPoint": "/srv", "NumberOfDisks": 1, "Size": 100, "VolumeType": "gp2"},
             {"MountPoint": "/raid", "NumberOfDisks": 2, "RaidLevel": 0, "Size": 10}]},
        {"StackId": STACK, "LayerId": DATABASE, "Type": "db-master", "Name": "MySQL",
         "Shortname": "db-master", "Attributes": {"MysqlRootPassword": FILTERED}},
        {"StackId": STACK, "LayerId": WORKERS, "Type": "custom", "Shortname": "my_workers",
         "CustomRecipes": {"Setup": ["worker"]}}]},
    "instances": {"Instances": [
        {"InstanceId": "a", "Hostname": "apple", "StackId": STACK, "LayerIds": [SHOP],
         "InstanceType": "c5.large", "SubnetId": "subnet-0123456789abcdef0", "Status": "online",
         "SecurityGroupIds": ["sg-0123456789abcdef0"], "Os": "Ubuntu 18.04 LTS"},
        {"InstanceId": "b", "Hostname": "banana", "StackId": STACK, "LayerIds": [SHOP],
         "InstanceType": "c5.large", "Status": "online"},
        {"InstanceId": "c", "Hostname": "cherry", "StackId": STACK, "LayerIds": [SHOP],
         "InstanceType": "c5.xlarge", "AutoScalingType": "timer", "Status": "stopped"}]},
    "apps": {"Apps": [{
        "AppId": "1", "StackId": STACK, "Shortname": "shop", "Type": "other",
        "AppSource": {"Type": "git", "Url": "https://example.com/shop.git", "SshKey": FILTERED},
        "Environment": [{"Key": "MODE", "Value": "it's \"fast\" $HOME"},
                        {"Key": "TOKEN", "Value": FILTERED, "Secure": True}]}]},
    "balancers": {"ElasticLoadBalancers": [{"ElasticLoadBalancerName": "elb", "LayerId": SHOP}]},
    "load": {"LoadBasedAutoScalingConfigurations": [
        {"LayerId": SHOP, "Enable": True, "UpScaling": {"CpuThreshold": 80.0}}]},
    "permissions": {"Permissions": [
        {"StackId": STACK, "IamUserArn": f"arn:aws:iam::{ACCOUNT}:user/ann", "AllowSsh": True,
         "Level": "deploy"}]},
    "users": {"UserProfiles": [{"Name": "ann", "SshUsername": "ann", "SshPublicKey": "ssh-rsa AAAA"}]},
    "databases": {"RdsDbInstances": [
        {"DbInstanceIdentifier": "orders", "StackId": STACK, "DbPassword": FILTERED}]},
    "provisioning": {"AgentInstallerUrl": "https://example.com", "Parameters": {"a": "b"}},
}


def saved(folder, content=None):
    """The folder of answers."""
    desk = folder / "saved"
    desk.mkdir(exist_ok=True)
    for name, answer in (content or SAVED).items():
        (desk / f"{name}.json").write_text(json.dumps(answer, indent=1))
    return desk


def enlist(*words, cwd=None):
    """Runs it where nobody answers: it must not ask."""
    return subprocess.run(
        [BUILD / "enlist", *map(str, words)], cwd=cwd, capture_output=True, text=True, timeout=60,
        env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
             "AWS_ENDPOINT_URL": "http://127.0.0.1:1"})


def imported(folder, content=None, *words):
    ended = enlist("import-stack", saved(folder, content), "--out", folder / "out", *words)
    assert ended.returncode == 0, ended.stderr
    return folder / "out"


def test_what_is_written_is_for_nobody_else(tmp_path):
    """Also in a folder that others may look into, and over a file that was made for them."""
    out = tmp_path / "out"
    (out / "shop").mkdir(parents=True)
    (out / "shop").chmod(0o755)
    (out / "parameters.sh").write_text("")
    (out / "parameters.sh").chmod(0o666)
    (out / "REPORT.md").symlink_to(tmp_path / "elsewhere")
    imported(tmp_path, None, "--overwrite")
    files = [path for path in out.rglob("*") if path.is_file()]
    assert out / "parameters.sh" in files and out / "REPORT.md" in files
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert not (tmp_path / "elsewhere").exists()


def association(out, layer="shop"):
    return json.loads((out / layer / "association.json").read_text())


def template(out, layer="shop"):
    return yaml.load((out / layer / "group.yaml").read_text(), Loader)


def changed(path, value, content=None):
    """The answers with another value at a path: the file, then members and places."""
    answers = copy.deepcopy(content or SAVED)
    place = answers
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return answers


def rows(out, title):
    """The rows of a table of the report, each a list of cells."""
    section = (out / "REPORT.md").read_text().partition(f"## {title}\n")[2].partition("\n## ")[0]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in section.splitlines() if line.startswith("| ")][1:]


def leftovers(out):
    return {row[1]: row for title in ("Before the first instance", "What does not come along")
            for row in rows(out, title)}


def test_it_writes_these_files_and_says_so(tmp_path):
    ended = enlist("import-stack", saved(tmp_path), "--out", "out", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    files = [f"{layer}/{file}" for layer, events in [
        ("shop", ["configure.json", "deploy.json", "shutdown.json"]), ("my_workers", [])]
        for file in ["pipeline.yaml", "user-data.sh", "policy.json", "group.yaml", "association.json",
                     *events, "document-policy.json"]]
    *wrote, empty, last = ended.stdout.splitlines()
    assert wrote == [f"wrote out/{file}" for file in ["REPORT.md", *files, "parameters.sh"]]
    urgent = len(rows(tmp_path / "out", "Before the first instance"))
    assert (empty, last) == (
        "", f"out/REPORT.md has the next steps, and lists {urgent} things to check before the first instance.")
    assert {path.stat().st_mode & 0o77 for path in (tmp_path / "out").rglob("*") if path.is_dir()} == {0}


# What is made of the layer

def test_the_association_runs_what_a_new_instance_ran(tmp_path):
    out = imported(tmp_path)
    made = association(out)
    parameters = made["Parameters"]
    assert made["Name"] == "AWS-ApplyChefRecipes"
    assert made["Targets"] == [{"Key": "tag:enlist:layer", "Values": ["/enlist/v3/prod/web/shop"]}]
    assert parameters["RunList"] == ["recipe[shop],recipe[nginx::default],recipe[shop::deploy]"]
    assert parameters["SourceType"] == ["S3"] and parameters["ChefClientVersion"] == ["12"]
    assert json.loads(parameters["SourceInfo"][0]) == {
        "path": "https://s3.amazonaws.com/example-cookbooks/shop.tar.gz"}
    assert json.loads(parameters["JsonAttributesContent"][0]) == {"shop": {"color": "blue", "port": 80}}
    for event, recipe in [("configure", "peers"), ("deploy", "deploy"), ("shutdown", "drain")]:
        command = json.loads((out / f"shop/{event}.json").read_text())
        assert command["Parameters"] == {**parameters, "RunList": [f"recipe[shop::{recipe}]"]}
        assert command["Targets"] == made["Targets"]


def test_botocore_takes_what_is_made_for_systems_manager(tmp_path):
    out = imported(tmp_path)
    model = botocore.session.get_session().get_service_model("ssm")
    judge = botocore.validate.ParamValidator()
    for file in out.glob("*/*.json"):
        if "policy" not in file.name:
            operation = "CreateAssociation" if file.stem == "association" else "SendCommand"
            report = judge.validate(
                json.loads(file.read_text()), model.operation_model(operation).input_shape)
            assert not report.has_errors(), f"{file}: {report.generate_report()}"


@pytest.mark.parametrize("source, expected", [
    ({"Type": "git", "Url": "https://example.com/c.git"}, ("Git", {"repository": "https://example.com/c.git"})),
    ({"Type": "git", "Url": "https://example.com/c.git", "Revision": "main", "Username": "ann", "Password": FILTERED},
     ("Git", {"repository": "https://example.com/c.git", "getOptions": "branch:refs/remotes/origin/main",
              "username": "{{ssm-secure:/enlist-cookbooks/v3/prod/web/username}}",
              "password": "{{ssm-secure:/enlist-cookbooks/v3/prod/web/password}}"})),
    ({"Type": "git", "Url": "git@example.com:c.git", "Revision": "0123456789abcdef0123456789abcdef01234567",
      "SshKey": FILTERED},
     ("Git", {"repository": "git@example.com:c.git",
              "getOptions": "commitID:0123456789abcdef0123456789abcdef01234567",
              "privateSSHKey": "{{ssm-secure:/enlist-cookbooks/v3/prod/web/ssh-key}}"})),
    ({"Type": "archive", "Url": "https://example.com/c.zip", "Username": "ann", "Password": FILTERED},
     ("HTTP", {"url": "https://example.com/c.zip", "authMethod": "Basic",
               "username": "{{ssm-secure:/enlist-cookbooks/v3/prod/web/username}}",
               "password": "{{ssm-secure:/enlist-cookbooks/v3/prod/web/password}}"})),
    ({"Type": "archive", "Url": "http://example.com/c.zip"},
     ("HTTP", {"url": "http://example.com/c.zip", "allowInsecureDownload": True})),
])
def test_each_source_is_said_as_the_document_takes_it(source, expected, tmp_path):
    out = imported(tmp_path, changed(("stacks", "Stacks", 0, "CustomCookbooksSource"), source))
    parameters = association(out)["Parameters"]
    assert (parameters["SourceType"][0], json.loads(parameters["SourceInfo"][0])) == expected
    secrets = re.findall(r"{{ssm-secure:(.*?)}}", parameters["SourceInfo"][0])
    script = (out / "parameters.sh").read_text()
    assert [name for name in secrets if f" {name}\n" not in script] == []
    # The agent knows a reference by these alone.
    assert all(re.fullmatch(r"[\w/-]+", name) for name in secrets)


@pytest.mark.parametrize("version, release", [
    ("12", ["12"]), ("11.10", ["11"]), ("11.4", ["11"]), ("0.9", None), (None, None), ("x", None)])
def test_chefs_release_is_the_stacks_or_the_documents_default(version, release, tmp_path):
    answers = changed(("stacks", "Stacks", 0, "ConfigurationManager"), {"Name": "Chef", "Version": version})
    out = imported(tmp_path, answers)
    assert association(out)["Parameters"].get("ChefClientVersion") == release
    assert any("the version of Chef" in what for what in leftovers(out)) == (release is None)
    assert any(what.startswith("Chef `") for what in leftovers(out)) == (version in ("11.10", "11.4", "0.9"))


def test_what_is_made_passes_validate_plan_and_cfn_lint_and_is_what_enlist_prints(tmp_path):
    out = imported(tmp_path)
    for layer, group in [("shop", "v3-prod-web-shop"), ("my_workers", "v3-prod-web-my-workers")]:
        inputs = ["--product", layer, "--environment", "prod", "--platform", "web", "--major", "3",
                  "--pipeline", out / layer / "pipeline.yaml"]
        assert enlist("validate", out / layer / "pipeline.yaml").returncode == 0
        planned = enlist("plan", *inputs, "--set", "instance.id=i-0123456789abcdef0")
        assert planned.returncode == 0 and "wait-until-applied" in planned.stdout, planned.stderr
        assert (out / layer / "user-data.sh").read_text() == enlist("user-data", *inputs).stdout
        policy = enlist("iam-policy", *inputs, "--account", ACCOUNT, "--region", REGION, "--group", group).stdout
        assert (out / layer / "policy.json").read_text() == policy
        linted = subprocess.run(
            [Path(sys.executable).parent / "cfn-lint", "--include-checks", "I", "--", out / layer / "group.yaml"],
            capture_output=True, text=True, timeout=120)
        assert (linted.returncode, linted.stdout) == (0, "")

        made = template(out, layer)
        assert properties(made, "Layer") == association(out, layer)
        data = properties(made, "LaunchTemplate")["LaunchTemplateData"]
        assert data["UserData"]["Fn::Base64"] == (out / layer / "user-data.sh").read_text()
        statements = properties(made, "Role")["Policies"][0]["PolicyDocument"]["Statement"]
        document = json.loads((out / layer / "document-policy.json").read_text())
        # The template's stack stands for the group.
        mine = json.loads(policy.replace(group, "web-prod"))
        assert filled(statements) == mine["Statement"] + document["Statement"]


def test_the_group_is_as_the_instances_were(tmp_path):
    made = template(imported(tmp_path))
    defaults = {name: value.get("Default") for name, value in made["Parameters"].items()}
    assert defaults == {
        "ImageId": None, "InstanceType": "c5.large", "SubnetIds": "subnet-0123456789abcdef0", "Size": 2,
        "MaxSize": 3, "SecurityGroupIds": "sg-0123456789abcdef0", "KeyName": "ops"}
    assert properties(made, "LaunchTemplate")["LaunchTemplateData"]["BlockDeviceMappings"] == [
        {"DeviceName": "/dev/sdf", "Ebs": {
            "VolumeSize": 100, "Encrypted": False, "DeleteOnTermination": True, "VolumeType": "gp2"}}]


def test_volumes_are_mounted_by_the_plugin_where_a_person_says_where_it_is(tmp_path):
    out = imported(tmp_path, None, "--mount-plugin", "/usr/lib/enlist/plugins/libmountdata.so")
    pipeline = yaml.safe_load((out / "shop/pipeline.yaml").read_text())
    assert pipeline["plugins"] == ["/usr/lib/enlist/plugins/libmountdata.so"]
    assert {"insert": {"mount-data-volume": {"device": "/dev/sdf", "at": "/srv"}, "id": "mount-1"},
            "before": "look-up-associations"} in pipeline["changes"]
    assert "plugins" not in yaml.safe_load((out / "my_workers/pipeline.yaml").read_text())


# What does not come along

def test_each_thing_that_does_not_come_along_has_a_reason_and_a_remedy(tmp_path):
    out = imported(tmp_path)
    found = leftovers(out)
    for words in ["what OpsWorks told recipes", "the recipes that OpsWorks ran itself", "hostnames by the theme `Fruits`",
                  "the app `shop`", "the credentials of the source of the app `shop`", "the RDS instance `orders`",
                  "users with SSH keys: `ann`", "the permission `deploy`", "the layer `db-master` of the type",
                  "the image (`Ubuntu 18.04 LTS`)", "mounting `/srv`", "the volume at `/raid`", "auto healing",
                  "the load balancer `elb`", "scaling by load: above CPU 80.0", "instances by the clock: `cherry`",
                  "instance types of its own", "the access key for", "the recipes of `configure`",
                  "the recipes of `deploy`", "the recipes of `shutdown`", "the packages' names"]:
        assert any(what.startswith(words) for what in found), words
    assert all(all(row) and len(row) == 4 for row in found.values())
    assert not (out / "db-master").exists()


def test_members_that_the_api_has_are_known_and_others_are_named(tmp_path):
    """By botocore's model of the API."""
    model = botocore.session.get_session().get_service_model("opsworks")

    def example(shape, name=""):
        if shape.type_name == "structure":
            return {name: example(member, name) for name, member in shape.members.items()}
        if shape.type_name == "list":
            return [example(shape.member)]
        if shape.type_name == "map":
            return {"Key": "value"}
        if shape.type_name == "boolean":
            return True
        if shape.type_name in ("integer", "double"):
            return 1
        return (shape.enum or {"CustomJson": ["{}"], "Name": ["v3 prod web"], "Shortname": ["shop"]}.get(name)
                or ["text"])[-1]

    answers = {}
    for operation in model.operation_names:
        shape = model.operation_model(operation).output_shape
        if operation.startswith("Describe") and shape:
            answers[operation] = example(shape)
    answers["DescribeInstances"]["Instances"][0]["Surprise"] = 1
    answers["DescribeLayers"]["Layers"][0]["Packages"] = "git"
    out = imported(tmp_path, answers)
    strange = {what: row for what, row in leftovers(out).items() if "look at it in the saved answer" in row}
    assert {what: row[2] for what, row in strange.items()} == {
        "`Surprise` of the instance `text`": "the API of OpsWorks Stacks has no such member",
        "`Packages` of the layer `shop`": "it should be a list, so it was not read"}
    assert "not read" not in (out / "REPORT.md").read_text().partition("## What was read")[2]


def places(value, path=()):
    """The path of each value in a JSON value."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def test_no_value_of_another_type_crashes_it(tmp_path):
    cases = [(path, value) for path in places(SAVED) for value in (None, 7, "", {"x": [[]]}, ["\u202e`|"])]

    def ending(numbered):
        number, (path, value) = numbered
        folder = tmp_path / str(number)
        folder.mkdir()
        ended = enlist("import-stack", saved(folder, changed(path, value)), "--out", folder / "out")
        good = ended.returncode == 0 or ended.returncode == 65 and "remedy: " in ended.stderr
        return None if good else (path, value, ended.returncode, ended.stderr)

    with ThreadPoolExecutor(4) as pool:
        assert [bad for bad in pool.map(ending, enumerate(cases)) if bad] == []


def test_texts_of_others_stay_texts(tmp_path):
    evil = "a`|'\"$(touch x)\n# ${AWS::Region} {{resolve:ssm:x}} \u202e<script>"
    answers = changed(("apps", "Apps", 0, "Environment", 0, "Value"), evil)
    answers = changed(("instances", "Instances", 0, "ElasticIp"), evil, answers)
    answers = changed(("stacks", "Stacks", 0, "Region"), "x;touch x", answers)
    answers = changed(("balancers", "ElasticLoadBalancers", 0, "ElasticLoadBalancerName"), "x;touch x", answers)
    answers = changed(("stacks", "Stacks", 0, "CustomJson"), json.dumps({"text": evil}), answers)
    answers = changed(("layers", "Layers", 0, "Packages"), ["git", evil], answers)
    answers = changed(("layers", "Layers", 0, "CustomRecipes", "Setup"), ["shop", "x],recipe[y"], answers)
    answers = changed(("instances", "Instances", 0, "InstanceType"), evil, answers)
    out = imported(tmp_path, answers, "--overwrite")
    assert all(len(row) == 4 for row in leftovers(out).values())
    report = (out / "REPORT.md").read_text()
    assert "--region" not in report and "--load-balancer-names NAME`" in report
    assert "\u202e" not in report and not re.search(r"(?m)^[^|`]*<script>", report)
    made = association(out)
    assert json.loads(made["Parameters"]["JsonAttributesContent"][0])["text"] == evil
    assert made["Parameters"]["RunList"] == ["recipe[shop],recipe[shop::deploy]"]
    assert properties(template(out), "Layer") == made
    assert enlist("validate", out / "shop/pipeline.yaml").returncode == 0

    # The script passes the value on as it is.
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/aws").write_text(f"#!{sys.executable}\nimport json, sys\n"
                                      f"with open({str(tmp_path / 'calls')!r}, 'a') as calls: print(json.dumps(sys.argv[1:]), file=calls)\n")
    (tmp_path / "bin/aws").chmod(0o755)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/shop.environment.TOKEN").write_text("x")
    subprocess.run(["sh", out / "parameters.sh", "secrets"], cwd=tmp_path, check=True, timeout=60,
                   env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin"})
    calls = [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]
    values = {value["Name"]: value["Value"] for call in calls if "--cli-input-json" in call
              for value in [json.loads(call[call.index("--cli-input-json") + 1])]}
    assert values["/enlist-apps/v3/prod/web/shop/environment/MODE"] == evil
    assert not (tmp_path / "x").exists()


def test_names_that_no_parameter_can_have_are_told(tmp_path):
    answers = changed(("apps", "Apps", 0, "Shortname"), "my app")
    out = imported(tmp_path, answers)
    assert any(what.startswith("the settings `my app/source/type`, ") for what in leftovers(out))
    assert not (out / "parameters.sh").exists()


def test_secrets_and_members_of_several_layers_are_told(tmp_path):
    answers = changed(("stacks", "Stacks", 0, "CustomCookbooksSource"),
                      {"Type": "git", "Url": "git@example.com:c.git", "SshKey": FILTERED})
    out = imported(tmp_path, changed(("instances", "Instances", 0, "LayerIds"), [SHOP, WORKERS], answers))
    assert {"the SSH key for `git@example.com:c.git`", "the host key of `git@example.com:c.git`"} <= {
        row[1] for row in rows(out, "Before the first instance")}
    assert "instances of several layers: `apple`" in leftovers(out)


def test_a_stack_of_many_instances_is_read(tmp_path):
    one = SAVED["instances"]["Instances"][0]
    many = [{**one, "InstanceId": str(number), "Hostname": f"h{number}", "PublicDns": "x" * 200} for number in range(5000)]
    out = imported(tmp_path, changed(("instances", "Instances"), many))
    assert (tmp_path / "saved/instances.json").stat().st_size > 2 << 20
    assert template(out)["Parameters"]["Size"]["Default"] == 5000


# What is refused

def without(*path):
    answers = copy.deepcopy(SAVED)
    place = answers
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return answers


@pytest.mark.parametrize("answers, words, message, remedy", [
    (changed(("stacks", "Stacks", 0, "Name"), "My web"), [],
     "the stack's name `My web` does not follow the convention `v3 prod web` (major version, environment, platform)",
     "say what it means: `--environment`, `--platform`, `--major`"),
    (changed(("stacks", "Stacks", 0, "Name"), "My web"), ["--environment", "prod", "--major", "3"],
     "the stack's name `My web` does not follow the convention `v3 prod web` (major version, environment, platform)",
     "say what it means: `--platform`"),
    (changed(("layers", "Layers", 0, "Shortname"), "the shop"), [],
     "the input `product` (from the saved answers) has other characters than letters, digits, `.`, `_` and `-`",
     "say another with `--product`, for one layer at a time: `--layer`"),
    (None, ["--product", "x"], "several layers would be the product `x`",
     "choose one of them with `--layer`, and import the others on their own"),
    (None, ["--layer", "shp"], "the stack has no layer with the short name `shp`", "did you mean `shop`?"),
    (None, ["--stack", "v3 prod wep"], "the files tell of no stack called `v3 prod wep`", "did you mean `v3 prod web`?"),
    (without("layers"), [], "nothing tells of layers of the stack `v3 prod web`", "add the saved answers that tell of them"),
    (without("stacks"), [], "none of the saved answers tells of a stack",
     "add what `aws opsworks describe-stacks` and `describe-layers` once answered"),
    (changed(("stacks", "Stacks", 0, "CustomCookbooksSource", "Type"), "svn"), [],
     "the layer `shop` has recipes, but `https://s3.amazonaws.com/example-cookbooks/shop.tar.gz` is a Subversion "
     "repository, which AWS-ApplyChefRecipes cannot fetch",
     "put an archive of the cookbooks into S3, and say where: `--cookbooks https://BUCKET.s3.REGION.amazonaws.com/cookbooks.tar.gz`"),
    (without("stacks", "Stacks", 0, "CustomCookbooksSource"), [],
     "the layer `shop` has recipes, but the stack names no source of cookbooks",
     "put an archive of the cookbooks into S3, and say where: `--cookbooks https://BUCKET.s3.REGION.amazonaws.com/cookbooks.tar.gz`"),
    (changed(("stacks", "Stacks", 0, "DefaultOs"), "Microsoft Windows Server 2012 R2 Base"), [],
     "the stack `v3 prod web` is one of Windows, for which there is neither enlist nor AWS-ApplyChefRecipes",
     "let State Manager run PowerShell on its instances, without enlist"),
    ({"foo": {"Foo": []}}, [], "nothing in `saved` tells of a stack",
     "give saved files of one of these; of folders, those that end in .json are read"),
])
def test_what_nothing_can_be_made_of(answers, words, message, remedy, tmp_path):
    saved(tmp_path, answers)
    ended = enlist("import-stack", "saved", "--out", "out", *words, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (65, "")
    assert ended.stderr.startswith(f"error: {message}\n    remedy: {remedy}\n")
    assert not (tmp_path / "out").exists()


def test_names_that_follow_no_convention_are_said(tmp_path):
    answers = changed(("stacks", "Stacks", 0, "Name"), "My web")
    out = imported(tmp_path, answers, "--environment", "test", "--platform", "lamp", "--major", "1",
                   "--layer", "my_workers", "--product", "worker")
    assert association(out, "worker")["Targets"][0]["Values"] == ["/enlist/v1/test/lamp/worker"]


def test_of_several_stacks_one_has_to_be_chosen(tmp_path):
    other = {**SAVED["stacks"]["Stacks"][0], "StackId": "other", "Name": "v4 prod web"}
    answers = changed(("stacks", "Stacks"), [*SAVED["stacks"]["Stacks"], other])
    ended = enlist("import-stack", saved(tmp_path, answers), "--out", tmp_path / "out")
    assert ended.returncode == 65
    assert ended.stderr.splitlines() == [
        "error: the files tell of 2 stacks", "    remedy: choose one with `--stack`", "note:   v3 prod web", "note:   v4 prod web"]
    out = imported(tmp_path, answers, "--stack", "v3 prod web")
    assert association(out)["AssociationName"] == "v3-prod-web-shop"


def test_an_earlier_import_is_replaced_only_when_told(tmp_path):
    out = imported(tmp_path)
    (out / "REPORT.md").write_text("mine")
    ended = enlist("import-stack", tmp_path / "saved", "--out", "out", cwd=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        65, "", "error: the folder `out` is there already, and something is in it\n    remedy: choose another with `--out`, "
        "or say `--overwrite` to replace the files of an earlier import\n")
    assert (out / "REPORT.md").read_text() == "mine"
    imported(tmp_path, None, "--overwrite")
    assert (out / "REPORT.md").read_text().startswith("# The stack `v3 prod web`\n")


# AWS' presets

PRESET = "/ApplyChefRecipes-Preset/My-Stack-Web-2f18b4"
SETUP = {"SourceType": "S3", "SourceInfo": {"path": "https://cookbooks.s3.eu-west-1.amazonaws.com/c.tgz"},
         "RunList": "recipe[a],recipe[b::c]", "ChefClientVersion": ["14"], "WhyRun": False,
         "JsonAttributesSources": '{"sourceType":"s3","sourceInfo":"https://s3.amazonaws.com/data-123/x.json"}'}
NAMES = ["--product", "web", "--environment", "prod", "--platform", "linux", "--major", "3"]


def presets(**values):
    return {"presets": {"Parameters": [
        {"Name": f"{PRESET}/{event}", "Type": "String", "Value": value if isinstance(value, str) else json.dumps(value)}
        for event, value in values.items()]}}


def test_the_presets_of_aws_own_script_are_taken(tmp_path):
    answers = presets(Setup=SETUP, Deploy={**SETUP, "RunList": ["recipe[b::c],recipe[d]"]},
                      Terminate={**SETUP, "RunList": "recipe[z]", "Extra": 1}, SHORT_NAME="shop")
    out = imported(tmp_path, answers, *NAMES)
    made = association(out, "web")
    assert made["Targets"][0]["Values"] == ["/enlist/v3/prod/linux/web"]
    parameters = made["Parameters"]
    assert parameters.pop("SourceInfo") == ['{"path":"https://cookbooks.s3.eu-west-1.amazonaws.com/c.tgz"}']
    assert parameters == {
        "SourceType": ["S3"], "ChefClientVersion": ["14"], "WhyRun": ["False"],
        "JsonAttributesSources": [SETUP["JsonAttributesSources"]],
        "RunList": ["recipe[a],recipe[b::c],recipe[d]"]}
    assert json.loads((out / "web/shutdown.json").read_text())["Parameters"]["RunList"] == ["recipe[z]"]
    assert {row["Resource"] for row in json.loads((out / "web/document-policy.json").read_text())["Statement"]} == {
        f"arn:aws:s3:::{bucket}{rest}" for bucket in ("cookbooks", "data-123") for rest in ("", "/*")}
    assert {f"`Extra` in `{PRESET}/Terminate`", f"the parameter `{PRESET}/SHORT_NAME`", "everything but the recipes",
            "the recipes of `deploy`", "the recipes of `shutdown`"} == set(leftovers(out))
    linted = subprocess.run([Path(sys.executable).parent / "cfn-lint", "--", out / "web/group.yaml"],
                            capture_output=True, text=True, timeout=120)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_presets_tell_neither_stack_nor_layer(tmp_path):
    ended = enlist("import-stack", saved(tmp_path, presets(Setup=SETUP)), "--out", tmp_path / "out")
    assert (ended.returncode, ended.stderr) == (
        65, "error: the name `My-Stack-Web-2f18b4` does not tell where the stack's name ends and the layer's begins\n"
        "    remedy: say what it means: `--product`, `--environment`, `--platform`, `--major`\n")


def test_a_preset_that_is_no_json_is_named(tmp_path):
    answers = presets(Setup="AQICAHh")
    answers["presets"]["Parameters"][0]["Type"] = "SecureString"
    ended = enlist("import-stack", saved(tmp_path, answers), "--out", tmp_path / "out", *NAMES)
    assert (ended.returncode, ended.stderr) == (
        65, f"error: the value of `{PRESET}/Setup` is no JSON object of document parameters\n    remedy: save it decrypted: "
        "aws ssm get-parameters-by-path --path /ApplyChefRecipes-Preset/ --recursive --with-decryption\n")


# That it works

AWS = Path(sys.executable).parent / "aws"


def aws(cloud, *words, cwd=None):
    ended = subprocess.run(
        [AWS, *map(str, words)], cwd=cwd, capture_output=True, text=True, timeout=120,
        env=cloud.environment(AWS_DEFAULT_REGION=REGION, AWS_ACCESS_KEY_ID=cloud.administrator_key["aws_access_key_id"],
                              AWS_SECRET_ACCESS_KEY=cloud.administrator_key["aws_secret_access_key"]))
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def scenario(folder, allowed):
    units = folder / "root/usr/lib/systemd/system"
    units.mkdir(parents=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")
    return {
        "region": REGION, "account": ACCOUNT,
        "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
        "timings": {"document": 0.1, "worker-start": 0.1, "association-first-look": 0.1},
        "instances": [{
            "agent-after": 0.1, "root": str(folder / "root"), "role": {"name": "web", "allow": sorted(allowed)},
            "auto-scaling": {"group": "v3-prod-web-shop", "hook": "join", "state": "Pending:Wait"}}]}


def test_an_instance_joins_by_what_was_made(tmp_path):
    """With answers that aws-cli saved, a layer that aws-cli makes, and a role that may do what the policy says."""
    desk = tmp_path / "before"
    desk.mkdir()
    with local_cloud(desk, {"region": REGION, "account": ACCOUNT, "stacks": [
            {"name": "v3 prod web", "layers": [{"shortname": "shop"}]}], "instances": [{}]}) as before:
        stack = json.loads(aws(before, "opsworks", "describe-stacks"))
        layers = json.loads(aws(before, "opsworks", "describe-layers", "--stack-id", stack["Stacks"][0]["StackId"]))
    # The local cloud's stacks have no recipes.
    stack["Stacks"][0] |= {key: SAVED["stacks"]["Stacks"][0][key] for key in ("UseCustomCookbooks", "CustomCookbooksSource")}
    layers["Layers"][0]["CustomRecipes"] = {"Setup": ["shop"]}
    out = imported(tmp_path, {"stacks": stack, "layers": layers, "apps": SAVED["apps"]})
    shop = out / "shop"

    allowed = actions(json.loads((shop / "policy.json").read_text()))
    with local_cloud(tmp_path, scenario(tmp_path, allowed)) as cloud:
        report = (out / "REPORT.md").read_text()
        command = shlex.split(re.search(r"`(aws ssm create-association .*?)`", report)[1])
        aws(cloud, *command[1:], cwd=shop)
        joined = cloud.run("--pipeline", str(shop / "pipeline.yaml"), "--json", timeout=90)
        assert joined.status == 0, joined
        machine, = cloud.state()["machines"]
        assert machine["tags"]["enlist:layer"] == "/enlist/v3/prod/web/shop"
        assert machine["auto-scaling"]["results"] == ["CONTINUE"]
        status = Manager(cloud).association_status()["v3-prod-web-shop"]
        assert (status["Name"], status["Status"]) == ("AWS-ApplyChefRecipes", "Success")


def test_aws_cli_puts_the_parameters(tmp_path):
    out = imported(tmp_path)
    (tmp_path / "secrets").mkdir()
    with local_cloud(tmp_path, {"region": REGION, "account": ACCOUNT, "instances": [{}]}) as cloud:
        environment = cloud.environment(
            AWS_DEFAULT_REGION=REGION, PATH=f"{AWS.parent}:/usr/bin:/bin",
            AWS_ACCESS_KEY_ID=cloud.administrator_key["aws_access_key_id"],
            AWS_SECRET_ACCESS_KEY=cloud.administrator_key["aws_secret_access_key"])

        def put():
            return subprocess.run(["sh", out / "parameters.sh", "secrets"], cwd=tmp_path, capture_output=True,
                                  text=True, timeout=120, env=environment)
        missing = put()
        assert (missing.returncode, missing.stderr) == (
            1, "put the secret for /enlist-apps/v3/prod/web/shop/environment/TOKEN into secrets/shop.environment.TOKEN\n")
        (tmp_path / "secrets/shop.environment.TOKEN").write_text("geheim")
        for _ in range(2):
            assert put().returncode == 0
        found = Manager(cloud).get_parameters_by_path(
            Path="/enlist-apps/v3/prod/web", Recursive=True, WithDecryption=True)["Parameters"]
        assert {entry["Name"].removeprefix("/enlist-apps/v3/prod/web/shop/"): (entry["Type"], entry["Value"])
                for entry in found} == {
            "source/type": ("String", "git"), "source/url": ("String", "https://example.com/shop.git"),
            "environment/MODE": ("String", "it's \"fast\" $HOME"), "environment/TOKEN": ("SecureString", "geheim")}


def test_moto_makes_the_group(moto, tmp_path):  # noqa: F811
    out = imported(tmp_path, without("stacks", "Stacks", 0, "DefaultSshKeyName"))
    created(moto, out / "shop/group.yaml")
    group, = moto.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert (group["MinSize"], group["MaxSize"], len(group["Instances"])) == (2, 3, 2)
    data = moto.client("ec2").describe_instance_attribute(
        InstanceId=group["Instances"][0]["InstanceId"], Attribute="userData")["UserData"]
    assert ast.literal_eval(data["Value"])["Fn::Base64"] == (out / "shop/user-data.sh").read_text()


def test_the_page_shows_what_it_does(tmp_path):
    """The console example of docs/import-stack.md, typed into a shell."""
    page = (PACKAGE / "docs/import-stack.md").read_text()
    saved(tmp_path)
    for command, shown in re.findall(r"^\$ (enlist .*)\n((?:(?!\$ |```).*\n)*)", page, re.M):
        ended = enlist(*shlex.split(command)[1:], cwd=tmp_path)
        assert ended.returncode == 0, ended.stderr
        lines = [line for line in shown.splitlines() if line]
        output = [line for line in (ended.stdout + ended.stderr).splitlines() if line]
        assert [line for line in lines if line != "…"] == [line for line in output if line in lines], command
