# An Auto Scaling group whose instances join an OpsWorks stack by enlist when they boot, and leave it before
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
  description = "An image with enlist's package in it"
  type        = string
}

variable "instance_type" {
  type    = string
  default = "t3.small"
}

variable "vpc_id" {
  description = "The VPC of the OpsWorks stack"
  type        = string
}

variable "subnet_ids" {
  description = "Subnets in two availability zones or more"
  type        = list(string)
}

variable "size" {
  description = "How many instances serve"
  type        = number
  default     = 2
}

resource "aws_autoscaling_group" "this" {
  name                      = var.name
  min_size                  = var.size
  max_size                  = var.size * 2
  vpc_zone_identifier       = var.subnet_ids
  target_group_arns         = [aws_lb_target_group.this.arn]
  # The application's health, not the machine's alone, decides who is replaced.
  health_check_type         = "ELB"
  health_check_grace_period = 300
  wait_for_capacity_timeout = "30m"

  # Nothing in the group refers to these, and Terraform would make them at the same time. An instance whose role has no
  # policy yet fails and abandons its launch; one without a listener is never healthy. They are destroyed in reverse
  # order, so instances can still leave.
  depends_on = [aws_iam_role_policy.enlist, aws_lb_listener.this]

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  # In the group itself, and not as resources beside it, so that the first instances meet them.
  initial_lifecycle_hook {
    name                 = "join"
    lifecycle_transition = "autoscaling:EC2_INSTANCE_LAUNCHING"
    # enlist sends heartbeats; an instance that sends none for so long is given up.
    heartbeat_timeout    = 300
    default_result       = "ABANDON"
  }

  initial_lifecycle_hook {
    name                 = "leave"
    lifecycle_transition = "autoscaling:EC2_INSTANCE_TERMINATING"
    heartbeat_timeout    = 300
    default_result       = "CONTINUE"
  }

  # In place of CloudFormation's rolling update: instances join before others go.
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
  name_prefix            = "${var.name}-"
  image_id               = var.image_id
  instance_type          = var.instance_type
  user_data              = filebase64("${path.module}/user-data.sh")
  vpc_security_group_ids = [aws_security_group.instances.id]

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

resource "aws_lb_target_group" "this" {
  vpc_id   = var.vpc_id
  protocol = "HTTP"
  port     = 80

  health_check {
    path                = "/health"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = aws_lb.this.arn
  protocol          = "HTTP"
  port              = 80

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_lb" "this" {
  internal           = true
  load_balancer_type = "application"
  subnets            = var.subnet_ids
  security_groups    = [aws_security_group.load_balancer.id]
}

resource "aws_security_group" "load_balancer" {
  description = "Who may ask the load balancer"
  vpc_id      = var.vpc_id

  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.0.0.0/8"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "instances" {
  description = "Who may ask the instances"
  vpc_id      = var.vpc_id

  ingress {
    protocol        = "tcp"
    from_port       = 80
    to_port         = 80
    security_groups = [aws_security_group.load_balancer.id]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

output "group" {
  value = aws_autoscaling_group.this.name
}

output "load_balancer" {
  value = aws_lb.this.dns_name
}
