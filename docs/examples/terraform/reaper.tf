# A scheduled task that deregisters the members of the stack whose instances are gone: an instance that lives for
# some minutes, some times a day. reaper-policy.json is what `enlist iam-policy --reaping` prints: README.md has
# the command. Whoever runs `enlist reap` elsewhere leaves this file out.

variable "opsworks_stack" {
  description = "The name of the OpsWorks stack"
  type        = string

  validation {
    condition     = !strcontains(var.opsworks_stack, "'")
    error_message = "A quotation mark would end the word in the shell."
  }
}

data "aws_region" "this" {}

resource "aws_autoscaling_group" "reaper" {
  name_prefix         = "${var.name}-reaper-"
  min_size            = 0
  max_size            = 1
  vpc_zone_identifier = var.subnet_ids

  launch_template {
    id      = aws_launch_template.reaper.id
    version = aws_launch_template.reaper.latest_version
  }

  # The schedules change it.
  lifecycle {
    ignore_changes = [desired_capacity]
  }
}

# In UTC; -1 leaves a bound as it is.
resource "aws_autoscaling_schedule" "launch" {
  scheduled_action_name  = "launch"
  autoscaling_group_name = aws_autoscaling_group.reaper.name
  recurrence             = "0 */6 * * *"
  min_size               = -1
  max_size               = -1
  desired_capacity       = 1
}

resource "aws_autoscaling_schedule" "terminate" {
  scheduled_action_name  = "terminate"
  autoscaling_group_name = aws_autoscaling_group.reaper.name
  recurrence             = "20 */6 * * *"
  min_size               = -1
  max_size               = -1
  desired_capacity       = 0
}

resource "aws_launch_template" "reaper" {
  name_prefix   = "${var.name}-reaper-"
  image_id      = var.image_id
  instance_type = "t3.nano"

  user_data = base64encode(<<-EOT
    #!/bin/sh
    # What it says, the console keeps: aws ec2 get-console-output
    enlist reap --region ${data.aws_region.this.name} --stack '${var.opsworks_stack}' --wait 5m --yes
  EOT
  )

  iam_instance_profile {
    arn = aws_iam_instance_profile.reaper.arn
  }

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_iam_instance_profile" "reaper" {
  name_prefix = "${var.name}-reaper-"
  role        = aws_iam_role.reaper.name
}

resource "aws_iam_role" "reaper" {
  name_prefix        = "${var.name}-reaper-"
  assume_role_policy = aws_iam_role.this.assume_role_policy
}

resource "aws_iam_role_policy" "reaper" {
  name   = "enlist"
  role   = aws_iam_role.reaper.id
  policy = file("${path.module}/reaper-policy.json")
}
