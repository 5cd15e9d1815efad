"""Hostile replies of every service, while enlist joins, leaves, watches, looks and reaps."""

import json
import signal

import cloud as harness
from proxy import Proxy

ROLE = "arn:aws:iam::123456789012:role/person"
# What is done where one service alone is hostile: each is asked there.
WORK = {
    "metadata": ["run", "run-managed", "leave", "watch", "doctor", "plan"],
    "opsworks": ["run", "run", "leave", "watch", "doctor", "reap"],
    "ec2": ["run", "run-managed", "leave", "reap"],
    "iam": ["run-user", "run-user", "leave-user"],
    "sts": ["run-role"],
    "autoscaling": ["run", "run-managed", "watch"],
    "cloudformation": ["run", "run-managed"],
    "ssm": ["run-managed"],
    "s3": ["run-in-vain"],
    "installer": ["run", "run-user"],
}


def replies(stage):
    """One service is hostile, or all are, more rarely."""
    random = stage.random
    services = [name for name in WORK if name != "cloudformation" or stage.is_launching]
    service = random.choice([None, None, None, *services])
    share = random.choice([0.3, 0.6, 1] if service else [0.05, 0.1, 0.2])
    work = random.choice(
        WORK[service] if service else sorted({name for names in WORK.values() for name in names}))
    stage.proxy = Proxy(random, share, service)
    try:
        return attacked(stage, stage.proxy, work)
    finally:
        stage.proxy.close()


def attacked(stage, proxy, work):
    random = stage.random
    through = {
        "AWS_ENDPOINT_URL": proxy.before(stage.cloud.endpoint),
        "AWS_EC2_METADATA_SERVICE_ENDPOINT":
            proxy.before(stage.cloud.instances[stage.number]["metadata"]),
        "AWS_ENDPOINT_URL_S3": proxy.before(None)}
    kind, _, how = work.partition("-")
    provider = "systems-manager" if how == "managed" else "opsworks"
    pipeline = stage.pipeline(
        provider, "iam-user" if how == "user" else "instance-profile",
        "on-failure: {report: 's3://bucket/a'}\n" if how == "in-vain" or random.random() < 0.2 else "")
    if how == "role":
        config = stage.folder / "config"
        config.write_text(
            f"[default]\nrole_arn = {ROLE}\ncredential_source = Ec2InstanceMetadata\n")
        through["AWS_CONFIG_FILE"] = str(config)
    is_leaving = kind in ("leave", "watch")
    if is_leaving or kind == "reap":
        stage.join(pipeline=pipeline)
    inputs = [*harness.INPUTS, "--pipeline", pipeline]
    more = random.choice([[], [], ["--json"], ["--revert-on-failure"]])
    words = {
        "run": ["run", *inputs, *more], "leave": ["leave"], "watch": ["watch", "--interval", "1s"],
        "doctor": ["doctor", *inputs], "plan": ["plan", *inputs],
        "reap": ["reap", "--region", "us-east-1", "--wait", "1s"]}[kind]
    if how == "in-vain":
        words[words.index("shop")] = "nobody"
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
    # What a hostile reply has said may stand in the journal; what is true, a new run asks anew.
    if is_leaving:
        stage.leave()
        stage.assert_left()
    elif kind != "plan":
        stage.join("--fresh", pipeline=pipeline)
        stage.assert_joined(provider)
    return ended
