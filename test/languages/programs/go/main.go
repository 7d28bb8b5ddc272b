// Defines the stacks of typescript/stacks.ts, and prints the errors for bad input.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
	chime "github.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging-go/cdkchimesdkmessaging"
)

const appInstanceArn = "arn:aws:chime:us-east-1:111122223333:app-instance/example"

var text = jsii.String

func newStack(app awscdk.App, name string) awscdk.Stack { return awscdk.NewStack(app, text(name), nil) }

func appInstance(stack awscdk.Stack) chime.IAppInstance {
	return chime.AppInstance_FromAppInstanceArn(stack, text("AppInstance"), text(appInstanceArn))
}

func moderate(stack awscdk.Stack) awslambda.Function {
	return awslambda.NewFunction(stack, text("Moderate"), &awslambda.FunctionProps{
		Code:    awslambda.Code_FromInline(text("exports.handler = async () => {};")),
		Handler: text("index.handler"),
		Runtime: awslambda.Runtime_NODEJS_22_X(),
	})
}

func through(function awslambda.IFunction) *[]*chime.ChannelFlowProcessor {
	return &[]*chime.ChannelFlowProcessor{{Function: function}}
}

func defineStacks(app awscdk.App) {
	admin := chime.ChimeBearer_FromArn(text(appInstanceArn + "/user/admin"))

	first := newStack(app, "First")
	chime.NewChannelFlow(first, text("Flow"), &chime.ChannelFlowProps{
		AppInstance: appInstance(first),
		Processors: &[]*chime.ChannelFlowProcessor{
			{Function: moderate(first), FallbackAction: chime.FallbackAction_CONTINUE},
		},
	})

	association := newStack(app, "Association")
	chime.NewChannelFlow(association, text("Flow"), &chime.ChannelFlowProps{
		AppInstance:          appInstance(association),
		Processors:           through(moderate(association)),
		DisassociateOnDelete: admin,
	}).AddAssociation(text("Lobby"), &chime.ChannelFlowAssociationOptions{
		Channel: chime.Channel_FromChannelArn(association, text("Channel"), text(appInstanceArn+"/channel/lobby")),
		Bearer:  admin,
	})

	guarded := newStack(app, "Guard")
	guardedFunction := moderate(guarded)
	guard := chime.NewProcessorGuard(guarded, text("Guard"), &chime.ProcessorGuardProps{
		RetryAttempts: jsii.Number(1),
		MaxEventAge:   awscdk.Duration_Minutes(jsii.Number(5)),
	})
	chime.NewChannelFlow(guarded, text("Flow"), &chime.ChannelFlowProps{
		AppInstance: appInstance(guarded),
		Processors: &[]*chime.ChannelFlowProcessor{
			{Function: guardedFunction, ErrorAction: chime.ErrorAction_DENY, Guard: guard},
		},
	})
	guard.MetricFailures(guardedFunction, &awscloudwatch.MetricOptions{Period: awscdk.Duration_Minutes(jsii.Number(1))}).
		CreateAlarm(guarded, text("Failures"), &awscloudwatch.CreateAlarmOptions{
			Threshold: jsii.Number(1), EvaluationPeriods: jsii.Number(1),
		})
	guard.MetricDecisions(guardedFunction, &chime.ProcessorGuardDecisionMetricOptions{
		Outcome: chime.ProcessorGuardOutcome_DENIED,
	}).CreateAlarm(guarded, text("Denied"), &awscloudwatch.CreateAlarmOptions{
		Threshold: jsii.Number(5), EvaluationPeriods: jsii.Number(2),
	})

	imports := newStack(app, "Imports")
	flowArn := text(appInstanceArn + "/channel-flow/imported")
	byArn := chime.ChannelFlow_FromChannelFlowArn(imports, text("ByArn"), flowArn)
	byAttributes := chime.ChannelFlow_FromChannelFlowAttributes(imports, text("ByAttributes"), &chime.ChannelFlowAttributes{
		ChannelFlowArn: flowArn,
		AppInstanceArn: text(appInstanceArn),
	})
	byName := chime.ChannelFlow_FromChannelFlowName(imports, text("ByName"), &chime.ChannelFlowLookupOptions{
		AppInstance:     appInstance(imports),
		ChannelFlowName: text("moderation"),
	})
	awscdk.NewCfnOutput(imports, text("Id"), &awscdk.CfnOutputProps{Value: byArn.ChannelFlowId()})
	awscdk.NewCfnOutput(imports, text("AppInstanceArn"), &awscdk.CfnOutputProps{Value: byAttributes.AppInstanceArn()})
	awscdk.NewCfnOutput(imports, text("Arn"), &awscdk.CfnOutputProps{Value: byName.ChannelFlowArn()})

	native := newStack(app, "Native")
	chime.NewChannelFlow(native, text("Flow"), &chime.ChannelFlowProps{
		AppInstance:     appInstance(native),
		ChannelFlowName: text("native"),
		Processors: &[]*chime.ChannelFlowProcessor{
			{Function: moderate(native), ProcessorName: text("moderate")},
		},
		Provisioning: chime.ChannelFlowProvisioning_CLOUDFORMATION,
	})

	network := newStack(app, "Network")
	chime.NewChannelFlow(network, text("Flow"), &chime.ChannelFlowProps{
		AppInstance: appInstance(network),
		Processors:  through(moderate(network)),
		Provider: chime.NewChannelFlowProvider(network, text("Provider"), &chime.ChannelFlowProviderProps{
			Vpc: awsec2.NewVpc(network, text("Vpc"), &awsec2.VpcProps{
				MaxAzs: jsii.Number(2), NatGateways: jsii.Number(1),
			}),
			Timeout: awscdk.Duration_Minutes(jsii.Number(5)),
		}),
	})

	grants := newStack(app, "Grants")
	role := awsiam.NewRole(grants, text("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(text("ecs-tasks.amazonaws.com"), nil),
	})
	granted := chime.NewChannelFlow(grants, text("Flow"), &chime.ChannelFlowProps{
		AppInstance: appInstance(grants),
		Processors:  through(moderate(grants)),
	})
	granted.Grants().Read(role)
	granted.Grants().Associate(role, &chime.ChannelFlowGrantOptions{Bearer: admin})
	granted.Grants().CreateChannels(role, &chime.ChannelFlowGrantOptions{Bearer: admin})

	events := newStack(app, "Events")
	watched := chime.NewChannelFlow(events, text("Flow"), &chime.ChannelFlowProps{
		AppInstance: appInstance(events),
		Processors:  through(moderate(events)),
		Tags:        &map[string]*string{"application": text("chat"), "cost-center": text("community")},
	})
	watched.OnProcessorInvocationFailure(text("Failed"), &awsevents.OnEventOptions{
		Target: awseventstargets.NewSnsTopic(awssns.NewTopic(events, text("Topic"), nil), nil),
	})
	awscdk.Tags_Of(events).Add(text("team"), text("community"), nil)

	covered := newStack(app, "Coverage")
	coveredAppInstance := appInstance(covered)
	promoted := chime.NewAppInstanceAdmin(covered, text("Admin"), &chime.AppInstanceAdminProps{
		AppInstance: coveredAppInstance,
		Member:      admin,
	})
	chime.NewChannelFlow(covered, text("Flow"), &chime.ChannelFlowProps{
		AppInstance:          coveredAppInstance,
		Processors:           through(moderate(covered)),
		DisassociateOnDelete: promoted.Bearer(),
	}).AddCoverage(text("Coverage"), &chime.ChannelFlowCoverageOptions{
		Bearers:       &[]chime.ChimeBearer{promoted.Bearer()},
		SweepInterval: awscdk.Duration_Minutes(jsii.Number(30)),
		Channels: &chime.ChannelFilter{
			NamePrefix: text("team-"),
			Privacy:    chime.ChannelPrivacy_PRIVATE,
		},
		Detection: chime.NewMessagingStreamingConfiguration(
			covered, text("Streaming"), &chime.MessagingStreamingConfigurationProps{
				AppInstance: coveredAppInstance,
				ChannelStream: awskinesis.NewStream(covered, text("Channels"), &awskinesis.StreamProps{
					StreamName: text("chime-messaging-channels"),
					StreamMode: awskinesis.StreamMode_ON_DEMAND,
				}),
			}),
	})
}

// bad returns the error for a program with bad input.
func bad(define func(stack awscdk.Stack)) (message string) {
	defer func() { message = fmt.Sprint(recover()) }()
	define(newStack(awscdk.NewApp(nil), "Chat"))
	return ""
}

func newFlow(stack awscdk.Stack, processors *[]*chime.ChannelFlowProcessor, name *string) {
	chime.NewChannelFlow(stack, text("Flow"), &chime.ChannelFlowProps{
		AppInstance:     appInstance(stack),
		Processors:      processors,
		ChannelFlowName: name,
	})
}

func badInput() map[string]string {
	return map[string]string{
		"no processor": bad(func(stack awscdk.Stack) { newFlow(stack, &[]*chime.ChannelFlowProcessor{}, nil) }),
		"arn": bad(func(stack awscdk.Stack) {
			arn := text("arn:aws:chime:us-east-1:111122223333:app-instance")
			chime.AppInstance_FromAppInstanceArn(stack, text("AppInstance"), arn)
		}),
		"name": bad(func(stack awscdk.Stack) {
			newFlow(stack, through(moderate(stack)), text(strings.Repeat("x", 257)))
		}),
		"attempts": bad(func(stack awscdk.Stack) {
			chime.NewProcessorGuard(stack, text("Guard"), &chime.ProcessorGuardProps{RetryAttempts: jsii.Number(3)})
		}),
	}
}

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	defineStacks(app)
	app.Synth(nil)
	errors, err := json.Marshal(badInput())
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, string(errors))
}
