import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cdkchimesdkmessaging.AppInstance;
import io.github.cdkchimesdkmessaging.ChannelFlow;
import io.github.cdkchimesdkmessaging.ChannelFlowProcessor;
import io.github.cdkchimesdkmessaging.FallbackAction;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;

public class Main {
    public static void main(String[] args) throws Exception {
        App app = new App();
        Stack stack = new Stack(app, "Chat");
        Function processor = Function.Builder.create(stack, "Processor")
                .runtime(Runtime.NODEJS_22_X)
                .handler("index.handler")
                .code(Code.fromInline("exports.handler = async () => {};"))
                .build();
        ChannelFlow.Builder.create(stack, "Flow")
                .appInstance(AppInstance.fromAppInstanceArn(
                        stack, "AppInstance", "arn:aws:chime:us-east-1:111122223333:app-instance/example"))
                .processors(List.of(ChannelFlowProcessor.builder()
                        .function(processor)
                        .fallbackAction(FallbackAction.CONTINUE)
                        .build()))
                .build();
        Object template = app.synth().getStackByName("Chat").getTemplate();
        System.out.println(new ObjectMapper().writeValueAsString(template));
    }
}
