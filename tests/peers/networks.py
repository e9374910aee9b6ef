"""The project's networks in PyTorch. The residual networks are torchvision's (resnet18, resnet50)
with its names and its initialisation; written out so that torchvision need not be there."""

import torch
from torch import nn
from torch.nn import functional as F


class MnistCnn(nn.Module):
    """Returns logits."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(torch.flatten(x, 1))))


def convolution(inputs, outputs, size, stride=1):
    return nn.Conv2d(inputs, outputs, size, stride, padding=size // 2, bias=False)


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inputs, width, stride, downsample):
        super().__init__()
        self.conv1, self.bn1 = convolution(inputs, width, 3, stride), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = convolution(width, width, 3), nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y += shortcut
        return self.relu(y)


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, width, stride, downsample):
        super().__init__()
        self.conv1, self.bn1 = convolution(inputs, width, 1), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = convolution(width, width, 3, stride), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = convolution(width, 4 * width, 1), nn.BatchNorm2d(4 * width)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        y += shortcut
        return self.relu(y)


class ResNet(nn.Module):
    """Returns logits. `small_images`: a 3×3 stem of stride 1 and no max-pool."""

    def __init__(self, block, blocks, classes=10, small_images=False):
        super().__init__()
        self.channels = 64
        self.conv1 = convolution(3, 64, 3) if small_images else convolution(3, 64, 7, 2)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.Identity() if small_images else nn.MaxPool2d(3, 2, 1)
        for stage, count in enumerate(blocks):
            layer = self.stage(block, 64 << stage, count, 1 if stage == 0 else 2)
            setattr(self, f"layer{stage + 1}", layer)
        self.fc = nn.Linear(self.channels, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def stage(self, block, width, count, stride):
        layers = []
        for _ in range(count):
            downsample, outputs = None, width * block.expansion
            if stride != 1 or self.channels != outputs:
                downsample = nn.Sequential(convolution(self.channels, outputs, 1, stride), nn.BatchNorm2d(outputs))
            layers.append(block(self.channels, width, stride, downsample))
            self.channels, stride = outputs, 1
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


def mnist_cnn():
    return MnistCnn()


def resnet18(classes=10):
    return ResNet(BasicBlock, (2, 2, 2, 2), classes)


def resnet18_cifar(classes=10):
    return ResNet(BasicBlock, (2, 2, 2, 2), classes, small_images=True)


def resnet50(classes=10):
    return ResNet(Bottleneck, (3, 4, 6, 3), classes)
