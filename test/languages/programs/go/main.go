package main

import (
	"encoding/json"
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
	chime "github.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging-go/cdkchimesdkmessaging"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Chat"), nil)
	appInstance := chime.AppInstance_FromAppInstanceArn(
		stack, jsii.String("AppInstance"), jsii.String("arn:aws:chime:us-east-1:111122223333:app-instance/example"),
	)
	processor := awslambda.NewFunction(stack, jsii.String("Processor"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromInline(jsii.String("exports.handler = async () => {};")),
	})
	chime.NewChannelFlow(stack, jsii.String("Flow"), &chime.ChannelFlowProps{
		AppInstance: appInstance,
		Processors: &[]*chime.ChannelFlowProcessor{
			{Function: processor, FallbackAction: chime.FallbackAction_CONTINUE},
		},
	})

	template, err := json.Marshal(app.Synth(nil).GetStackByName(jsii.String("Chat")).Template())
	if err != nil {
		panic(err)
	}
	fmt.Println(string(template))
}
