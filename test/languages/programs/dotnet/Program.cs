using System;
using System.Collections.Generic;
using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.Events.Targets;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Kinesis;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SNS;
using CdkChimeSdkMessaging;

// Defines the stacks of typescript/stacks.ts, and prints the errors for bad input.
const string AppInstanceArn = "arn:aws:chime:us-east-1:111122223333:app-instance/example";

IAppInstance Instance(Stack stack) => AppInstance.FromAppInstanceArn(stack, "AppInstance", AppInstanceArn);

Function Moderate(Stack stack) => new Function(stack, "Moderate", new FunctionProps
{
    Code = Code.FromInline("exports.handler = async () => {};"),
    Handler = "index.handler",
    Runtime = Runtime.NODEJS_22_X,
});

IChannelFlowProcessor[] Through(Function function) => new IChannelFlowProcessor[] { new ChannelFlowProcessor { Function = function } };

void DefineStacks(App app)
{
    var admin = ChimeBearer.FromArn($"{AppInstanceArn}/user/admin");

    var first = new Stack(app, "First");
    new ChannelFlow(first, "Flow", new ChannelFlowProps
    {
        AppInstance = Instance(first),
        Processors = new IChannelFlowProcessor[]
        {
            new ChannelFlowProcessor { Function = Moderate(first), FallbackAction = FallbackAction.CONTINUE },
        },
    });

    var association = new Stack(app, "Association");
    new ChannelFlow(association, "Flow", new ChannelFlowProps
    {
        AppInstance = Instance(association),
        Processors = Through(Moderate(association)),
        DisassociateOnDelete = admin,
    }).AddAssociation("Lobby", new ChannelFlowAssociationOptions
    {
        Channel = Channel.FromChannelArn(association, "Channel", $"{AppInstanceArn}/channel/lobby"),
        Bearer = admin,
    });

    var guarded = new Stack(app, "Guard");
    var guardedFunction = Moderate(guarded);
    var guard = new ProcessorGuard(guarded, "Guard", new ProcessorGuardProps
    {
        RetryAttempts = 1,
        MaxEventAge = Duration.Minutes(5),
    });
    new ChannelFlow(guarded, "Flow", new ChannelFlowProps
    {
        AppInstance = Instance(guarded),
        Processors = new IChannelFlowProcessor[]
        {
            new ChannelFlowProcessor { Function = guardedFunction, ErrorAction = ErrorAction.DENY, Guard = guard },
        },
    });
    guard.MetricFailures(guardedFunction, new MetricOptions { Period = Duration.Minutes(1) })
        .CreateAlarm(guarded, "Failures", new CreateAlarmOptions { Threshold = 1, EvaluationPeriods = 1 });
    guard.MetricDecisions(guardedFunction, new ProcessorGuardDecisionMetricOptions { Outcome = ProcessorGuardOutcome.DENIED })
        .CreateAlarm(guarded, "Denied", new CreateAlarmOptions { Threshold = 5, EvaluationPeriods = 2 });

    var imports = new Stack(app, "Imports");
    var flowArn = $"{AppInstanceArn}/channel-flow/imported";
    var byArn = ChannelFlow.FromChannelFlowArn(imports, "ByArn", flowArn);
    var byAttributes = ChannelFlow.FromChannelFlowAttributes(imports, "ByAttributes", new ChannelFlowAttributes
    {
        ChannelFlowArn = flowArn,
        AppInstanceArn = AppInstanceArn,
    });
    var byName = ChannelFlow.FromChannelFlowName(imports, "ByName", new ChannelFlowLookupOptions
    {
        AppInstance = Instance(imports),
        ChannelFlowName = "moderation",
    });
    new CfnOutput(imports, "Id", new CfnOutputProps { Value = byArn.ChannelFlowId });
    new CfnOutput(imports, "AppInstanceArn", new CfnOutputProps { Value = byAttributes.AppInstanceArn });
    new CfnOutput(imports, "Arn", new CfnOutputProps { Value = byName.ChannelFlowArn });

    var native = new Stack(app, "Native");
    new ChannelFlow(native, "Flow", new ChannelFlowProps
    {
        AppInstance = Instance(native),
        ChannelFlowName = "native",
        Processors = new IChannelFlowProcessor[]
        {
            new ChannelFlowProcessor { Function = Moderate(native), ProcessorName = "moderate" },
        },
        Provisioning = ChannelFlowProvisioning.CLOUDFORMATION,
    });

    var network = new Stack(app, "Network");
    new ChannelFlow(network, "Flow", new ChannelFlowProps
    {
        AppInstance = Instance(network),
        Processors = Through(Moderate(network)),
        Provider = new ChannelFlowProvider(network, "Provider", new ChannelFlowProviderProps
        {
            Vpc = new Vpc(network, "Vpc", new VpcProps { MaxAzs = 2, NatGateways = 1 }),
            Timeout = Duration.Minutes(5),
        }),
    });

    var grants = new Stack(app, "Grants");
    var role = new Role(grants, "Role", new RoleProps { AssumedBy = new ServicePrincipal("ecs-tasks.amazonaws.com") });
    var granted = new ChannelFlow(grants, "Flow", new ChannelFlowProps
    {
        AppInstance = Instance(grants),
        Processors = Through(Moderate(grants)),
    });
    granted.Grants.Read(role);
    granted.Grants.Associate(role, new ChannelFlowGrantOptions { Bearer = admin });
    granted.Grants.CreateChannels(role, new ChannelFlowGrantOptions { Bearer = admin });

    var events = new Stack(app, "Events");
    var watched = new ChannelFlow(events, "Flow", new ChannelFlowProps
    {
        AppInstance = Instance(events),
        Processors = Through(Moderate(events)),
        Tags = new Dictionary<string, string> { ["application"] = "chat", ["cost-center"] = "community" },
    });
    watched.OnProcessorInvocationFailure("Failed", new OnEventOptions { Target = new SnsTopic(new Topic(events, "Topic")) });
    Amazon.CDK.Tags.Of(events).Add("team", "community");

    var covered = new Stack(app, "Coverage");
    var coveredAppInstance = Instance(covered);
    var promoted = new AppInstanceAdmin(covered, "Admin", new AppInstanceAdminProps
    {
        AppInstance = coveredAppInstance,
        Member = admin,
    });
    new ChannelFlow(covered, "Flow", new ChannelFlowProps
    {
        AppInstance = coveredAppInstance,
        Processors = Through(Moderate(covered)),
        DisassociateOnDelete = promoted.Bearer,
    }).AddCoverage("Coverage", new ChannelFlowCoverageOptions
    {
        Bearers = new[] { promoted.Bearer },
        SweepInterval = Duration.Minutes(30),
        Channels = new ChannelFilter { NamePrefix = "team-", Privacy = ChannelPrivacy.PRIVATE },
        Detection = new MessagingStreamingConfiguration(covered, "Streaming", new MessagingStreamingConfigurationProps
        {
            AppInstance = coveredAppInstance,
            ChannelStream = new Stream(covered, "Channels", new StreamProps
            {
                StreamName = "chime-messaging-channels",
                StreamMode = StreamMode.ON_DEMAND,
            }),
        }),
    });
}

string Bad(Action<Stack> define)
{
    try
    {
        define(new Stack(new App(), "Chat"));
        return "";
    }
    catch (Exception error)
    {
        return error.ToString();
    }
}

ChannelFlow NewFlow(Stack stack, IChannelFlowProcessor[] processors, string name = null) =>
    new ChannelFlow(stack, "Flow", new ChannelFlowProps
    {
        AppInstance = Instance(stack),
        Processors = processors,
        ChannelFlowName = name,
    });

var app = new App();
DefineStacks(app);
app.Synth();
Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, string>
{
    ["no processor"] = Bad(stack => NewFlow(stack, Array.Empty<IChannelFlowProcessor>())),
    ["arn"] = Bad(stack => AppInstance.FromAppInstanceArn(stack, "AppInstance", "arn:aws:chime:us-east-1:111122223333:app-instance")),
    ["name"] = Bad(stack => NewFlow(stack, Through(Moderate(stack)), new string('x', 257))),
    ["attempts"] = Bad(stack => new ProcessorGuard(stack, "Guard", new ProcessorGuardProps { RetryAttempts = 3 })),
}));
