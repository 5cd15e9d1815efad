# An Auto Scaling group whose instances join a layer of Systems Manager by enlist when they boot, and leave it before
# they are terminated. user-data.sh and policy.json are what `enlist user-data` and `enlist iam-policy` print:
# README.md has the commands.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "name" {
  description = "The name of the group, as `enlist iam-policy --group` was told"
  type        = string
}

variable "image_id" {
  description = "An image with enlist and amazon-ssm-agent in it"
  type        = string
}

variable "instance_type" {
  type    = string
  default = "t3.small"
}

variable "subnet_ids" {
  description = "Subnets from which instances reach the endpoints of Systems Manager"
  type        = list(string)
}

variable "size" {
  description = "How many instances serve"
  type        = number
  default     = 2
}

data "aws_partition" "this" {}

# What the layer's document reads at each run. A secret would be a SecureString.
resource "aws_ssm_parameter" "package" {
  name  = "/enlist-apps/v3/prod/web/shop/package"
  type  = "String"
  value = "nginx"
}

# The layer: what makes an instance with this tag a web server of the shop.
resource "aws_ssm_association" "layer" {
  association_name = "v3-prod-web-shop"
  name             = "AWS-RunShellScript"

  parameters = {
    commands = join("\n", [
      "set -eu",
      "dnf -q -y install {{ssm:${aws_ssm_parameter.package.name}}}",
      "systemctl -q enable --now nginx",
    ])
    executionTimeout = "900"
  }

  targets {
    key    = "tag:enlist:layer"
    values = ["/enlist/v3/prod/web/shop"]
  }

  # No wait_for_success_timeout_seconds: no instance has the tag yet, so no run could succeed.
}

resource "aws_autoscaling_group" "this" {
  name                      = var.name
  min_size                  = var.size
  max_size                  = var.size * 2
  vpc_zone_identifier       = var.subnet_ids
  wait_for_capacity_timeout = "30m"

  # Nothing in the group refers to these, and Terraform would make them at the same time. An instance that finds no
  # layer, or whose role has no policies yet, fails and abandons its launch. They are destroyed in reverse order, so
  # instances can still leave.
  depends_on = [
    aws_ssm_association.layer,
    aws_iam_role_policy.enlist,
    aws_iam_role_policy_attachment.agent,
  ]

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  # In the group itself, and not as resources beside it, so that the first instances meet them.
  initial_lifecycle_hook {
    name                 = "join"
    lifecycle_transition = "autoscaling:EC2_INSTANCE_LAUNCHING"
    # enlist sends heartbeats; an instance that sends none for so long is given up.
    heartbeat_timeout = 300
    default_result    = "ABANDON"
  }

  initial_lifecycle_hook {
    name                 = "leave"
    lifecycle_transition = "autoscaling:EC2_INSTANCE_TERMINATING"
    heartbeat_timeout    = 300
    default_result       = "CONTINUE"
  }

  # A changed launch template replaces instances: new ones join before others go.
  instance_refresh {
    strategy = "Rolling"
    preferences {
      min_healthy_percentage = 100
    }
  }

  tag {
    key                 = "enlist:product"
    value               = "shop"
    propagate_at_launch = true
  }
}

resource "aws_launch_template" "this" {
  name_prefix   = "${var.name}-"
  image_id      = var.image_id
  instance_type = var.instance_type
  user_data     = filebase64("${path.module}/user-data.sh")

  iam_instance_profile {
    arn = aws_iam_instance_profile.this.arn
  }

  metadata_options {
    http_tokens            = "required"
    instance_metadata_tags = "enabled"
  }
}

resource "aws_iam_instance_profile" "this" {
  name_prefix = "${var.name}-"
  role        = aws_iam_role.this.name
}

resource "aws_iam_role" "this" {
  name_prefix = "${var.name}-"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "enlist" {
  name   = "enlist"
  role   = aws_iam_role.this.id
  policy = file("${path.module}/policy.json")
}

resource "aws_iam_role_policy_attachment" "agent" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:${data.aws_partition.this.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

output "group" {
  value = aws_autoscaling_group.this.name
}
