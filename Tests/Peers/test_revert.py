"""`--revert-on-failure`: what a failed run undoes."""


def tags(cloud):
    return cloud.state()["machines"][0]["tags"]


def test_a_failed_run_takes_its_tags_away_if_it_is_told_to(cloud):
    cloud.set_faults({
        "service": "opsworks", "operation": "DescribeStackProvisioningParameters",
        "error": "access-denied"})
    failed = cloud.run()
    assert failed.status == 77, failed
    assert tags(cloud)["Name"] == "v3 prod web - shop1"

    reverted = cloud.run("--revert-on-failure", "--json")
    assert reverted.status == 77, reverted
    assert [event["step"] for event in reverted.events("revert-succeeded")] == ["tag-instance"]
    assert tags(cloud) == {}
