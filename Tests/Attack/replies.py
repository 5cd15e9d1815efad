"""Hostile replies of every service, while enlist joins, leaves, watches, looks and reaps."""

import json
import signal

import cloud as harness
from proxy import Proxy

SERVICES = ["metadata", "opsworks", "ec2", "iam", "sts", "autoscaling", "cloudformation", "ssm", "s3",
            "installer"]
ROLE = "arn:aws:iam::123456789012:role/person"


def replies(stage):
    random = stage.random
    proxy = Proxy(
        random, share=random.choice([0.05, 0.1, 0.3, 0.3, 1]),
        only=random.choice([None] * len(SERVICES) + SERVICES))
    stage.proxy = proxy
    try:
        return attacked(stage, proxy)
    finally:
        proxy.close()


def attacked(stage, proxy):
    random = stage.random
    through = {
        "AWS_ENDPOINT_URL": proxy.before(stage.cloud.endpoint),
        "AWS_EC2_METADATA_SERVICE_ENDPOINT":
            proxy.before(stage.cloud.instances[stage.number]["metadata"]),
        "AWS_ENDPOINT_URL_S3": proxy.before(None)}
    name = random.choice(["opsworks", "opsworks", "systems-manager"])
    pipeline = stage.pipeline(
        name, random.choice(["instance-profile", "iam-user"]),
        "on-failure: {report: 's3://bucket/a'}\n" if random.random() < 0.3 else "")
    if name == "opsworks" and random.random() < 0.2:
        config = stage.folder / "config"
        config.write_text(
            f"[default]\nrole_arn = {ROLE}\ncredential_source = Ec2InstanceMetadata\n")
        through["AWS_CONFIG_FILE"] = str(config)
    run = ["run", *harness.INPUTS, "--pipeline", pipeline]
    kind = random.choice(["run"] * 8 + ["leave", "leave", "watch", "doctor", "plan", "reap"])
    is_leaving = kind in ("leave", "watch")
    if is_leaving or kind == "reap":
        pipeline = stage.pipeline("opsworks", random.choice(["instance-profile", "iam-user"]))
        stage.join(pipeline=pipeline)
    words = {
        "run": run + random.choice([[], [], ["--json"], ["--revert-on-failure"]]),
        "leave": ["leave"], "watch": ["watch", "--interval", "1s"],
        "doctor": ["doctor", *harness.INPUTS, "--pipeline", pipeline],
        "plan": ["plan", *harness.INPUTS, "--pipeline", pipeline],
        "reap": ["reap", "--region", "us-east-1", "--wait", "1s"]}[kind]
    process = stage.start(*words, **through)
    if kind == "watch":
        process.wait(0.5)
        stage.cloud._ask("machines", "POST", json.dumps(
            {"instance": stage.machine, "ends-by": "group", "hook": "leaving",
             "heartbeat-timeout": 60}).encode())
    # Joining has a deadline of its own; the others are as patient as their work is important.
    if kind != "run" and not process.wait(12):
        process.send(signal.SIGTERM)
    ended = [stage.keep(process.end(40))]
    stage.texts += [text.decode(errors="replace") for text in proxy.trapped]
    stage.look()
    if kind == "plan":
        return ended
    # What a hostile reply has said may stand in the journal; what is true, a new run asks anew.
    if is_leaving:
        stage.leave()
        stage.assert_left()
    else:
        stage.join("--fresh", pipeline=pipeline)
        stage.assert_joined(pipeline.stem)
    return ended
