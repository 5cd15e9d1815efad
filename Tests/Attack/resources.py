"""Too little of what a process needs: room on the disk, descriptors."""

import os
import resource
import shutil
import subprocess

import cloud as harness


def disk(stage):
    """Joins, or leaves, where the disk, the number of files or the length of one is at its end."""
    random = stage.random
    is_leaving = random.random() < 0.3
    pipeline = stage.pipeline(
        random.choice(["opsworks", "opsworks", "systems-manager"]) if not is_leaving else "opsworks",
        random.choice(["instance-profile", "iam-user"]))
    with_mount = CAN_MOUNT and random.random() < 0.7
    if with_mount:
        mount(stage, "size=64m,nr_inodes=4000")
    if is_leaving:
        stage.join(pipeline=pipeline)
    words = ["leave"] if is_leaving else ["run", *harness.INPUTS, "--pipeline", pipeline]
    if with_mount:
        way = random.choice(["size", "size", "inodes", "read-only"])
        used = usage(stage)
        if way == "size":
            # In pages: what is there already, and some more.
            more = int(2 ** random.uniform(0, 7)) - 1
            remount(stage, f"size={(used[0] + more) * 4}k")
        elif way == "inodes":
            remount(stage, f"nr_inodes={used[1] + random.randint(0, 30)}")
        else:
            remount(stage, "ro")
        ended = [stage.enlist(*words)]
        stage.look()
        remount(stage, "rw,size=64m,nr_inodes=4000")
    else:
        length = int(2 ** random.uniform(0, 15)) - 1
        ended = [stage.enlist(*words, limits=[(resource.RLIMIT_FSIZE, length)])]
    conclude(stage, pipeline, is_leaving)
    return ended


def descriptors(stage):
    """Few descriptors, whatever is done."""
    random = stage.random
    # It refuses to begin with fewer than 64.
    count = random.randint(3, 80) if random.random() < 0.4 else random.randint(64, 80)
    name = random.choice(["opsworks", "systems-manager"])
    pipeline = stage.pipeline(name)
    limits = [(resource.RLIMIT_NOFILE, count)]
    is_leaving = name == "opsworks" and random.random() < 0.3
    if is_leaving:
        stage.join(pipeline=pipeline)
    words = random.choice([
        ["leave"] if is_leaving else ["run", *harness.INPUTS, "--pipeline", pipeline]] * 3 + [
        ["doctor", *harness.INPUTS, "--pipeline", pipeline], ["status"], ["report"],
        ["validate", pipeline], ["plan", *harness.INPUTS, "--pipeline", pipeline]])
    ended = [stage.enlist(*words, limits=limits)]
    conclude(stage, pipeline, is_leaving)
    return ended


def conclude(stage, pipeline, is_leaving):
    """Does it again with all that is needed."""
    if is_leaving:
        stage.leave()
        return stage.assert_left()
    stage.join(pipeline=pipeline)
    stage.assert_joined(pipeline.stem)


# A file system of an attempt's own; the campaign has mounts of its own for that.

def mount(stage, options):
    held = stage.folder / "held"
    shutil.copytree(stage.root, held)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", stage.root], check=True)
    stage.mounted = True
    shutil.copytree(held, stage.root, dirs_exist_ok=True)


def remount(stage, options):
    subprocess.run(["mount", "-o", f"remount,{options}", stage.root], check=True)


def unmount(stage):
    if getattr(stage, "mounted", False):
        subprocess.run(["umount", "--lazy", stage.root], check=False)


def usage(stage):
    """Pages and inodes that are in use."""
    status = os.statvfs(stage.root)
    return (status.f_blocks - status.f_bfree) * status.f_frsize // 4096, status.f_files - status.f_ffree


def can_mount(folder):
    """Whether a file system of the campaign's own can be mounted here, which nobody else sees."""
    place = folder / "tried"
    place.mkdir()
    tried = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True)
    if tried.returncode == 0:
        subprocess.run(["umount", place], check=True)
    return tried.returncode == 0


CAN_MOUNT = False
