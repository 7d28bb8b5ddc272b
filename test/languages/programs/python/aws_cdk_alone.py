"""Passes classes of aws_cdk as its own interfaces: pyright finds these errors in every program that uses aws_cdk."""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns


def alarm_action(value: actions.SnsAction) -> cloudwatch.IAlarmAction:
    return value


def function(value: lambda_.Function) -> lambda_.IFunction:
    return value


def principal(value: iam.ServicePrincipal) -> iam.IPrincipal:
    return value


def rule_target(value: targets.SnsTopic) -> events.IRuleTarget:
    return value


def topic(value: sns.Topic) -> sns.ITopic:
    return value
