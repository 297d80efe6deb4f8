package dev.dsnissuer.secrets;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;

/**
 * Keeps references to AWS's native runtime out of the executable. The SDK would compute some checksums with it if it were
 * there; Secrets Manager asks for none of them. A JVM never notices that the classes are missing, but the builder of the
 * executable links everything in advance.
 */
@TargetClass(className = "software.amazon.awssdk.checksums.internal.ChecksumProvider")
final class AwsNativeRuntime {

    private AwsNativeRuntime() {
    }

    /** Null lets the SDK go on to the implementation of its own. */
    @Substitute
    static SdkChecksum createCrtCrc32C() {
        return null;
    }

    @Substitute
    static SdkChecksum crc64NvmeCrtImplementation() {
        throw new UnsupportedOperationException("CRC-64/NVME needs AWS's native runtime");
    }

    @Substitute
    static SdkChecksum crtXxHash(ChecksumAlgorithm algorithm) {
        throw new UnsupportedOperationException("xxHash needs AWS's native runtime");
    }
}
