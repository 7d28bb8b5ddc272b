import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cdkchimesdkmessaging.AppInstance;
import io.github.cdkchimesdkmessaging.AppInstanceAdmin;
import io.github.cdkchimesdkmessaging.Channel;
import io.github.cdkchimesdkmessaging.ChannelFilter;
import io.github.cdkchimesdkmessaging.ChannelFlow;
import io.github.cdkchimesdkmessaging.ChannelFlowAssociationOptions;
import io.github.cdkchimesdkmessaging.ChannelFlowAttributes;
import io.github.cdkchimesdkmessaging.ChannelFlowCoverageOptions;
import io.github.cdkchimesdkmessaging.ChannelFlowGrantOptions;
import io.github.cdkchimesdkmessaging.ChannelFlowLookupOptions;
import io.github.cdkchimesdkmessaging.ChannelFlowProcessor;
import io.github.cdkchimesdkmessaging.ChannelFlowProvider;
import io.github.cdkchimesdkmessaging.ChannelFlowProvisioning;
import io.github.cdkchimesdkmessaging.ChannelPrivacy;
import io.github.cdkchimesdkmessaging.ChimeBearer;
import io.github.cdkchimesdkmessaging.ErrorAction;
import io.github.cdkchimesdkmessaging.FallbackAction;
import io.github.cdkchimesdkmessaging.IAppInstance;
import io.github.cdkchimesdkmessaging.IChannelFlow;
import io.github.cdkchimesdkmessaging.MessagingStreamingConfiguration;
import io.github.cdkchimesdkmessaging.ProcessorGuard;
import io.github.cdkchimesdkmessaging.ProcessorGuardDecisionMetricOptions;
import io.github.cdkchimesdkmessaging.ProcessorGuardOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.cloudwatch.CreateAlarmOptions;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.events.OnEventOptions;
import software.amazon.awscdk.services.events.targets.SnsTopic;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kinesis.Stream;
import software.amazon.awscdk.services.kinesis.StreamMode;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.sns.Topic;

/** Defines the stacks of typescript/stacks.ts, and prints the errors for bad input. */
public class Main {
    static final String APP_INSTANCE = "arn:aws:chime:us-east-1:111122223333:app-instance/example";

    static IAppInstance appInstance(Stack stack) {
        return AppInstance.fromAppInstanceArn(stack, "AppInstance", APP_INSTANCE);
    }

    static Function moderate(Stack stack) {
        return Function.Builder.create(stack, "Moderate")
                .code(Code.fromInline("exports.handler = async () => {};"))
                .handler("index.handler")
                .runtime(Runtime.NODEJS_22_X)
                .build();
    }

    static List<ChannelFlowProcessor> through(Function function) {
        return List.of(ChannelFlowProcessor.builder().function(function).build());
    }

    static ChannelFlow.Builder flow(Stack stack) {
        return ChannelFlow.Builder.create(stack, "Flow").appInstance(appInstance(stack));
    }

    static void defineStacks(App app) {
        ChimeBearer admin = ChimeBearer.fromArn(APP_INSTANCE + "/user/admin");

        Stack first = new Stack(app, "First");
        flow(first)
                .processors(List.of(ChannelFlowProcessor.builder()
                        .function(moderate(first))
                        .fallbackAction(FallbackAction.CONTINUE)
                        .build()))
                .build();

        Stack association = new Stack(app, "Association");
        flow(association)
                .processors(through(moderate(association)))
                .disassociateOnDelete(admin)
                .build()
                .addAssociation("Lobby", ChannelFlowAssociationOptions.builder()
                        .channel(Channel.fromChannelArn(association, "Channel", APP_INSTANCE + "/channel/lobby"))
                        .bearer(admin)
                        .build());

        Stack guarded = new Stack(app, "Guard");
        Function guardedFunction = moderate(guarded);
        ProcessorGuard guard = ProcessorGuard.Builder.create(guarded, "Guard")
                .retryAttempts(1)
                .maxEventAge(Duration.minutes(5))
                .build();
        flow(guarded)
                .processors(List.of(ChannelFlowProcessor.builder()
                        .function(guardedFunction)
                        .errorAction(ErrorAction.DENY)
                        .guard(guard)
                        .build()))
                .build();
        guard.metricFailures(guardedFunction, MetricOptions.builder().period(Duration.minutes(1)).build())
                .createAlarm(guarded, "Failures", CreateAlarmOptions.builder()
                        .threshold(1)
                        .evaluationPeriods(1)
                        .build());
        guard.metricDecisions(guardedFunction, ProcessorGuardDecisionMetricOptions.builder()
                        .outcome(ProcessorGuardOutcome.DENIED)
                        .build())
                .createAlarm(guarded, "Denied", CreateAlarmOptions.builder()
                        .threshold(5)
                        .evaluationPeriods(2)
                        .build());

        Stack imports = new Stack(app, "Imports");
        String flowArn = APP_INSTANCE + "/channel-flow/imported";
        IChannelFlow byArn = ChannelFlow.fromChannelFlowArn(imports, "ByArn", flowArn);
        IChannelFlow byAttributes = ChannelFlow.fromChannelFlowAttributes(imports, "ByAttributes",
                ChannelFlowAttributes.builder().channelFlowArn(flowArn).appInstanceArn(APP_INSTANCE).build());
        IChannelFlow byName = ChannelFlow.fromChannelFlowName(imports, "ByName", ChannelFlowLookupOptions.builder()
                .appInstance(appInstance(imports))
                .channelFlowName("moderation")
                .build());
        CfnOutput.Builder.create(imports, "Id").value(byArn.getChannelFlowId()).build();
        CfnOutput.Builder.create(imports, "AppInstanceArn").value(byAttributes.getAppInstanceArn()).build();
        CfnOutput.Builder.create(imports, "Arn").value(byName.getChannelFlowArn()).build();

        Stack nativeType = new Stack(app, "Native");
        flow(nativeType)
                .channelFlowName("native")
                .processors(List.of(ChannelFlowProcessor.builder()
                        .function(moderate(nativeType))
                        .processorName("moderate")
                        .build()))
                .provisioning(ChannelFlowProvisioning.CLOUDFORMATION)
                .build();

        Stack network = new Stack(app, "Network");
        flow(network)
                .processors(through(moderate(network)))
                .provider(ChannelFlowProvider.Builder.create(network, "Provider")
                        .vpc(Vpc.Builder.create(network, "Vpc").maxAzs(2).natGateways(1).build())
                        .timeout(Duration.minutes(5))
                        .build())
                .build();

        Stack grants = new Stack(app, "Grants");
        Role role = Role.Builder.create(grants, "Role")
                .assumedBy(new ServicePrincipal("ecs-tasks.amazonaws.com"))
                .build();
        ChannelFlow granted = flow(grants).processors(through(moderate(grants))).build();
        granted.getGrants().read(role);
        granted.getGrants().associate(role, ChannelFlowGrantOptions.builder().bearer(admin).build());
        granted.getGrants().createChannels(role, ChannelFlowGrantOptions.builder().bearer(admin).build());

        Stack events = new Stack(app, "Events");
        ChannelFlow watched = flow(events)
                .processors(through(moderate(events)))
                .tags(Map.of("application", "chat", "cost-center", "community"))
                .build();
        watched.onProcessorInvocationFailure("Failed", OnEventOptions.builder()
                .target(new SnsTopic(new Topic(events, "Topic")))
                .build());
        Tags.of(events).add("team", "community");

        Stack covered = new Stack(app, "Coverage");
        IAppInstance coveredAppInstance = appInstance(covered);
        AppInstanceAdmin promoted = AppInstanceAdmin.Builder.create(covered, "Admin")
                .appInstance(coveredAppInstance)
                .member(admin)
                .build();
        ChannelFlow.Builder.create(covered, "Flow")
                .appInstance(coveredAppInstance)
                .processors(through(moderate(covered)))
                .disassociateOnDelete(promoted.getBearer())
                .build()
                .addCoverage("Coverage", ChannelFlowCoverageOptions.builder()
                        .bearers(List.of(promoted.getBearer()))
                        .sweepInterval(Duration.minutes(30))
                        .channels(ChannelFilter.builder()
                                .namePrefix("team-")
                                .privacy(ChannelPrivacy.PRIVATE)
                                .build())
                        .detection(MessagingStreamingConfiguration.Builder.create(covered, "Streaming")
                                .appInstance(coveredAppInstance)
                                .channelStream(Stream.Builder.create(covered, "Channels")
                                        .streamName("chime-messaging-channels")
                                        .streamMode(StreamMode.ON_DEMAND)
                                        .build())
                                .build())
                        .build());
    }

    static String bad(Consumer<Stack> define) {
        try {
            define.accept(new Stack(new App(), "Chat"));
            return "";
        } catch (RuntimeException error) {
            return error.getMessage();
        }
    }

    static Map<String, String> badInput() {
        Map<String, String> errors = new LinkedHashMap<>();
        errors.put("no processor", bad(stack -> flow(stack).processors(List.of()).build()));
        errors.put("arn", bad(stack -> AppInstance.fromAppInstanceArn(
                stack, "AppInstance", "arn:aws:chime:us-east-1:111122223333:app-instance")));
        errors.put("name", bad(stack -> flow(stack)
                .processors(through(moderate(stack)))
                .channelFlowName("x".repeat(257))
                .build()));
        errors.put("attempts", bad(stack -> ProcessorGuard.Builder.create(stack, "Guard").retryAttempts(3).build()));
        return errors;
    }

    public static void main(String[] args) throws Exception {
        App app = new App();
        defineStacks(app);
        app.synth();
        System.out.println(new ObjectMapper().writeValueAsString(badInput()));
    }
}
